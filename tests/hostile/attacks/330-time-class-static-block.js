// MUST: timeout|runtime-error ON: momentum — a static block of the class never ends
export class Momentum { static { for (;;); } constructor() {} step(w) { return w; } }
