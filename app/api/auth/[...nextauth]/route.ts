/** Everything of next-auth's own: CSRF token, callbacks, sign-out. */
import { answerAuth } from '@/lib/boot/auth';

export { answerAuth as GET, answerAuth as POST };
