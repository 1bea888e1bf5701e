/** CSS goes through Tailwind 4, nothing else. */
export default { plugins: { '@tailwindcss/postcss': {} } };
