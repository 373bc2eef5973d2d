import { useEffect, useRef } from 'react';

/** HTML that the courses runtime made from Markdown and cleaned; the content security policy is the second wall. */
export function Html({ html, compact = false }: { html: string; compact?: boolean }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Code may be wider than the page: whoever has no mouse must reach it to scroll it.
    for (const code of box.current?.querySelectorAll('pre') ?? []) code.tabIndex = 0;
  });
  // oxlint-disable-next-line react/no-danger -- rendered and sanitised by the runtime, never by a visitor
  return <div ref={box} className={`prose ${compact ? 'prose-compact' : ''}`} dangerouslySetInnerHTML={{ __html: html }} />;
}
