import type { Language } from '@kaitong/contract';
import { Marked, Renderer, type Tokens } from 'marked';
import { codeAddress } from './codes.ts';
import { resolveLink, type Target } from './links.ts';
import { escapeHtml, type Heading, openAnchors, scrolling } from './page.ts';
import { words } from './words.ts';

export type Rendered = {
  html: string;
  headings: readonly Heading[];
  /** What the page shows or hands out, from the root. */
  files: readonly string[];
};

/** What a line of Markdown shows as it is. */
const FENCE = /^\s*```/;

/**
 * Bold Chinese that ends in a full stop, with no space behind it, would show its asterisks: CommonMark takes them for no
 * end. The stop goes behind them, which looks the same.
 */
function closeStrong(text: string): string {
  let isCode = false;
  const lines = text.split('\n').map((line) => {
    if (FENCE.test(line)) isCode = !isCode;
    return isCode ? line : moveStops(line);
  });
  return lines.join('\n');
}

function moveStops(line: string): string {
  const parts = line.split('**'); // every second one is bold
  const moved = parts.map((part, index) => {
    const [before = '', after = ''] = [parts[index - 1], parts[index + 1]];
    if (index % 2 === 1) return endsInStop(part, after) ? part.slice(0, -1) : part;
    return endsInStop(before, part) ? `${before.slice(-1)}${part}` : part;
  });
  return moved.join('**');
}

const endsInStop = (bold: string, after: string): boolean =>
  /[。，；：！？]$/.test(bold) && /^[\p{L}\p{N}`]/u.test(after);

/** A Markdown file as a part of a page: links lead to pages, codes to what is said about them, nothing is inline. */
export function renderMarkdown(text: string, file: string, language: Language): Rendered {
  const headings: Heading[] = [];
  const files: string[] = [];
  const anchorOf = openAnchors();
  let inLink = false; // a code in a link's text leads where the link does

  function targetOf(href: string): Target {
    const target = resolveLink(file, href);
    if (target?.file) files.push(target.file);
    return target;
  }

  class Pages extends Renderer {
    override heading({ tokens, depth }: Tokens.Heading): string {
      const inner = this.parser.parseInline(tokens);
      const said = this.parser.parseInline(tokens, this.parser.textRenderer);
      const anchor = anchorOf(said);
      headings.push({ depth, text: said, anchor });
      return `<h${depth} id="${escapeHtml(anchor)}">${inner}</h${depth}>\n`;
    }

    override link({ href, tokens }: Tokens.Link): string {
      const target = targetOf(href);
      if (target?.translation) return ''; // every page’s header leads there
      const outer = inLink;
      inLink = true;
      const inner = this.parser.parseInline(tokens);
      inLink = outer;
      return target === null ? inner : `<a href="${escapeHtml(encodeURI(target.address))}">${inner}</a>`;
    }

    override paragraph(token: Tokens.Paragraph): string {
      const html = super.paragraph(token);
      return /^<p>\s*<\/p>\n?$/.test(html) ? '' : html; // nothing but the link to the other language
    }

    override image({ href, text: alt }: Tokens.Image): string {
      return `<img src="${escapeHtml(targetOf(href)?.address ?? href)}" alt="${escapeHtml(alt)}" loading="lazy">`;
    }

    override codespan({ text: code }: Tokens.Codespan): string {
      const address = inLink ? undefined : codeAddress(code, language);
      const html = `<code>${escapeHtml(code)}</code>`;
      return address === undefined ? html : `<a href="${address}">${html}</a>`;
    }

    override code({ text: code }: Tokens.Code): string {
      return `<pre tabindex="0"><code>${escapeHtml(code)}</code></pre>\n`; // the keyboard scrolls what is too wide
    }

    override tablecell(token: Tokens.TableCell): string {
      const isCorner = token.header && token.tokens.length === 0;
      return isCorner ? '<td></td>' : super.tablecell(token); // a header that says nothing heads nothing
    }

    override table(token: Tokens.Table): string {
      return scrolling(super.table(token), words[language].table);
    }

    override html({ text: html }: Tokens.HTML | Tokens.Tag): string {
      if (!/^<!--.*-->\s*$/s.test(html)) throw new Error(`${file} has HTML of its own: ${html}`);
      return '';
    }
  }

  const html = new Marked().parse(closeStrong(text), { renderer: new Pages(), async: false });
  return { html, headings, files };
}
