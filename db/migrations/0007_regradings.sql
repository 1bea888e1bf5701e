CREATE TABLE "regradings" (
	"submission_id" uuid NOT NULL,
	"exercise_version_id" uuid NOT NULL,
	"v" integer NOT NULL,
	"status" text NOT NULL,
	"score" double precision NOT NULL,
	"max" double precision NOT NULL,
	"result" jsonb NOT NULL,
	"bundle_hash" text,
	"grader_version" integer NOT NULL,
	"grader_build" text,
	"grader_runtime" text,
	"reason" text,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "regradings_submission_id_exercise_version_id_grader_version_pk" PRIMARY KEY("submission_id","exercise_version_id","grader_version")
);
--> statement-breakpoint
ALTER TABLE "regradings" ADD CONSTRAINT "regradings_submission_id_submissions_id_fk" FOREIGN KEY ("submission_id") REFERENCES "public"."submissions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "regradings" ADD CONSTRAINT "regradings_exercise_version_id_exercise_versions_id_fk" FOREIGN KEY ("exercise_version_id") REFERENCES "public"."exercise_versions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "regradings" ADD CONSTRAINT "regradings_bundle_hash_bundles_hash_fk" FOREIGN KEY ("bundle_hash") REFERENCES "public"."bundles"("hash") ON DELETE no action ON UPDATE no action;