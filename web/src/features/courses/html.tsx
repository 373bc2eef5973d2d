/** HTML that the courses runtime made from Markdown and cleaned; the content security policy is the second wall. */
export function Html({ html, compact = false }: { html: string; compact?: boolean }) {
  // oxlint-disable-next-line react/no-danger -- rendered and sanitised by the runtime, never by a visitor
  return <div className={`prose ${compact ? 'prose-compact' : ''}`} dangerouslySetInnerHTML={{ __html: html }} />;
}
