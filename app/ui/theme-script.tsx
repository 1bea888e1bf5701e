/** Sets the reader's theme before the first paint, so that no page flashes in the other one. */
const SCRIPT =
  "try{var t=localStorage.getItem('theme');if(t==='light'||t==='dark')document.documentElement.dataset.theme=t}catch{}";

export function ThemeScript({ nonce }: { nonce: string | undefined }) {
  // Browsers hide the nonce from the document, so server and client see different attributes.
  return <script nonce={nonce} suppressHydrationWarning dangerouslySetInnerHTML={{ __html: SCRIPT }} />;
}
