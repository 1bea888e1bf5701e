/* The limit of the machine: OpenBLAS on one thread. Reads "<workload> <count>" lines, answers the seconds they took.
   gcc -O3 -march=native -ffast-math -o limit limit.c -lopenblas -lm */
#include <cblas.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { BATCH = 64, LAYERS = 3 };
static const int SIZE[LAYERS + 1] = {784, 128, 64, 10};

static float *w[LAYERS], *b[LAYERS], *dw[LAYERS], *db[LAYERS];
static float *mw[LAYERS], *vw[LAYERS], *mb[LAYERS], *vb[LAYERS];
static float *x[LAYERS + 1], *dx[LAYERS + 1];
static int steps;

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

static float *drawn(long n, float range) {
  float *p = malloc(4 * n);
  for (long i = 0; i < n; i++) p[i] = range * (2.f * rand() / RAND_MAX - 1);
  return p;
}

static void adam(float *p, float *g, float *m, float *v, int n) {
  float c = 1 - powf(.9f, steps), d = 1 - powf(.999f, steps);
  for (int i = 0; i < n; i++) {
    m[i] = .9f * m[i] + .1f * g[i];
    v[i] = .999f * v[i] + .001f * g[i] * g[i];
    p[i] -= 1e-3f * (m[i] / c) / (sqrtf(v[i] / d) + 1e-8f);
  }
}

static void forward(void) {
  for (int l = 0; l < LAYERS; l++) {
    int in = SIZE[l], out = SIZE[l + 1];
    for (int i = 0; i < BATCH; i++) memcpy(x[l + 1] + i * out, b[l], 4 * out);
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, BATCH, out, in, 1, x[l], in, w[l], out, 1, x[l + 1], out);
    if (l < LAYERS - 1)
      for (int i = 0; i < BATCH * out; i++) x[l + 1][i] = x[l + 1][i] > 0 ? x[l + 1][i] : 0;
  }
}

static void step(void) {
  steps++;
  forward();
  for (int i = 0; i < BATCH; i++) {
    float *z = x[LAYERS] + i * 10, *d = dx[LAYERS] + i * 10, top = z[0], sum = 0;
    for (int j = 1; j < 10; j++) top = z[j] > top ? z[j] : top;
    for (int j = 0; j < 10; j++) sum += d[j] = expf(z[j] - top);
    for (int j = 0; j < 10; j++) d[j] = (d[j] / sum - (j == i % 10)) / BATCH;
  }
  for (int l = LAYERS - 1; l >= 0; l--) {
    int in = SIZE[l], out = SIZE[l + 1];
    cblas_sgemm(CblasRowMajor, CblasTrans, CblasNoTrans, in, out, BATCH, 1, x[l], in, dx[l + 1], out, 0, dw[l], out);
    memset(db[l], 0, 4 * out);
    for (int i = 0; i < BATCH; i++)
      for (int j = 0; j < out; j++) db[l][j] += dx[l + 1][i * out + j];
    if (!l) continue;
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, BATCH, in, out, 1, dx[l + 1], out, w[l], out, 0, dx[l], in);
    for (int i = 0; i < BATCH * in; i++) dx[l][i] = x[l][i] > 0 ? dx[l][i] : 0;
  }
  for (int l = 0; l < LAYERS; l++) {
    adam(w[l], dw[l], mw[l], vw[l], SIZE[l] * SIZE[l + 1]);
    adam(b[l], db[l], mb[l], vb[l], SIZE[l + 1]);
  }
}

int main(void) {
  for (int l = 0; l < LAYERS; l++) {
    int n = SIZE[l] * SIZE[l + 1], out = SIZE[l + 1];
    w[l] = drawn(n, sqrtf(6.f / (SIZE[l] + out))), b[l] = drawn(out, .1f);
    dw[l] = drawn(n, 0), db[l] = drawn(out, 0);
    mw[l] = drawn(n, 0), vw[l] = drawn(n, 0), mb[l] = drawn(out, 0), vb[l] = drawn(out, 0);
  }
  for (int l = 0; l <= LAYERS; l++) x[l] = drawn(BATCH * SIZE[l], 1), dx[l] = drawn(BATCH * SIZE[l], 0);
  float *p = drawn(1 << 20, 1), *q = drawn(1 << 20, 1), *r = drawn(1 << 20, 0);

  char kind[32];
  int count;
  while (scanf("%31s %d", kind, &count) == 2) {
    int n = atoi(kind);
    double began = now();
    for (int i = 0; i < count; i++) {
      if (n) cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, n, n, n, 1, p, n, q, n, 0, r, n);
      else if (!strcmp(kind, "train")) step();
      else forward();
    }
    printf("%.9f\n", now() - began);
    fflush(stdout);
  }
}
