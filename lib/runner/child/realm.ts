/** What every fresh isolate evaluates first; built as one expression whose value is `realm`. */
import { createStudentRealm } from '@/lib/script/student-realm';
import { makeRepeatable } from './repeatable';

makeRepeatable(globalThis);

export const realm = createStudentRealm(globalThis);
