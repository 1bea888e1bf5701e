CREATE TABLE "bundles" (
	"hash" text PRIMARY KEY NOT NULL,
	"code" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
INSERT INTO "bundles" ("hash", "code") SELECT DISTINCT encode(sha256(convert_to("bundle_code", 'UTF8')), 'hex'), "bundle_code" FROM "exercise_versions" ON CONFLICT DO NOTHING;--> statement-breakpoint
UPDATE "exercise_versions" SET "bundle_hash" = encode(sha256(convert_to("bundle_code", 'UTF8')), 'hex');--> statement-breakpoint
ALTER TABLE "exercise_versions" ADD COLUMN "grader_version" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "verdicts" ADD COLUMN "bundle_hash" text;--> statement-breakpoint
ALTER TABLE "verdicts" ADD COLUMN "grader_version" integer;--> statement-breakpoint
ALTER TABLE "verdicts" ADD COLUMN "grader_build" text;--> statement-breakpoint
ALTER TABLE "verdicts" ADD COLUMN "grader_runtime" text;--> statement-breakpoint
ALTER TABLE "exercise_versions" ADD CONSTRAINT "exercise_versions_bundle_hash_bundles_hash_fk" FOREIGN KEY ("bundle_hash") REFERENCES "public"."bundles"("hash") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verdicts" ADD CONSTRAINT "verdicts_bundle_hash_bundles_hash_fk" FOREIGN KEY ("bundle_hash") REFERENCES "public"."bundles"("hash") ON DELETE no action ON UPDATE no action;