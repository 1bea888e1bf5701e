CREATE TABLE "worker_hands" (
	"worker_id" uuid NOT NULL,
	"hand" integer NOT NULL,
	"job_id" uuid NOT NULL,
	"taken_at" timestamp with time zone NOT NULL,
	CONSTRAINT "worker_hands_worker_id_hand_pk" PRIMARY KEY("worker_id","hand")
);
--> statement-breakpoint
CREATE TABLE "workers" (
	"id" uuid PRIMARY KEY NOT NULL,
	"lock_key" integer GENERATED ALWAYS AS IDENTITY (sequence name "workers_lock_key_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"kind" text NOT NULL,
	"host" text NOT NULL,
	"pid" integer NOT NULL,
	"grader_version" integer NOT NULL,
	"grader_build" text NOT NULL,
	"grader_runtime" text NOT NULL,
	"walls" text NOT NULL,
	"missing_walls" jsonb NOT NULL,
	"queues" jsonb NOT NULL,
	"concurrency" integer NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"last_seen_at" timestamp with time zone NOT NULL,
	"draining_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	"ended" text
);
--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "operator" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "verdicts" ADD COLUMN "reason" text;--> statement-breakpoint
ALTER TABLE "worker_hands" ADD CONSTRAINT "worker_hands_worker_id_workers_id_fk" FOREIGN KEY ("worker_id") REFERENCES "public"."workers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "workers_lock_key" ON "workers" USING btree ("lock_key");--> statement-breakpoint
CREATE INDEX "verdicts_created_idx" ON "verdicts" USING brin ("created_at");