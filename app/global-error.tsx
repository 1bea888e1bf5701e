'use client';
/** The last net: the frame itself failed, so this page brings its own. Plain, since nothing else may be there. */
export default function GlobalError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <html lang="en">
      <body
        style={{
          margin: '15vh auto',
          maxWidth: '35rem',
          padding: '0 1rem',
          font: '1rem/1.5 system-ui, sans-serif',
          colorScheme: 'light dark',
        }}
      >
        <title>Gradus: a fault</title>
        <h1 style={{ fontSize: '1.5rem' }}>Gradus could not show this page</h1>
        <p>
          Something went wrong on our side. What you had typed into an editor is kept in this browser. Try again; if it
          stays, tell your instructors{error.digest === undefined ? '' : ` this number: ${error.digest}`}.
        </p>
        <p>
          <button type="button" onClick={reset}>
            Try again
          </button>
        </p>
      </body>
    </html>
  );
}
