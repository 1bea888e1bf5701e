DROP INDEX "submissions_unfinished_idx";--> statement-breakpoint
ALTER TABLE "courses" ADD COLUMN "submit_limit" integer DEFAULT 10 NOT NULL;--> statement-breakpoint
ALTER TABLE "courses" ADD COLUMN "submit_seconds" integer DEFAULT 60 NOT NULL;--> statement-breakpoint
ALTER TABLE "courses" ADD COLUMN "replace_waiting" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "submissions" ADD COLUMN "replaced_by" integer;--> statement-breakpoint
ALTER TABLE "submissions" ADD COLUMN "turn" integer;--> statement-breakpoint
CREATE INDEX "submissions_front_idx" ON "submissions" USING btree ("turn") WHERE state = 'queued';--> statement-breakpoint
CREATE INDEX "submissions_turn_idx" ON "submissions" USING btree ("turn");--> statement-breakpoint
CREATE INDEX "submissions_own_turn_idx" ON "submissions" USING btree ("user_id","turn");--> statement-breakpoint
CREATE INDEX "submissions_unfinished_idx" ON "submissions" USING btree ("submitted_at") WHERE state in ('queued', 'grading');