// MUST: timeout ON: momentum — the constructor gives a proxy whose get trap never returns
export class Momentum { constructor() { return new Proxy(this, { get() { for (;;); } }); } }
