// MUST: runtime-error — a syntax error whose message holds what the student wrote
export function predict() { const ‮<script>alert(1)</script> = 1; }
