// MUST: wrong-answer|invalid-output ON: loss — keys of HTML, Markdown, terminal codes and text that runs backwards
export function loss(w) { return { '<img src=x onerror=alert(1)>': 1, '[x](javascript:alert(1))': 2, '\u001b[2J': 3, '\u202eevil': 4, '`$\\href{javascript:1}{x}$`': 5 }; }
