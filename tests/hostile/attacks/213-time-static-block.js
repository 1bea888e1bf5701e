// MUST: timeout ON: momentum — a static block that never ends
export class Momentum { static { for (;;); } }
