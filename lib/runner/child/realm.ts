/** What every fresh isolate evaluates first; built as one expression whose value is `realm`. */
import { createStudentRealm } from '@/lib/script/student-realm';

export const realm = createStudentRealm(globalThis);
