namespace KLDiv.Pages.Style;

/// <summary>The layout of pages: one column, for a phone, a desk and paper.</summary>
internal static class PageStyle
{
    public const string Text =
        """
        * { box-sizing: border-box; }
        html { background: var(--paper); color: var(--ink); font: 16px/1.5 var(--sans); -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
        body { max-width: 720px; margin: 0 auto; padding: 24px 16px 64px; }
        h1, h2, h3, p, dl, dd, figure, table { margin: 0; }
        h1, h2, h3 { line-height: 1.25; text-wrap: balance; overflow-wrap: anywhere; }
        h1 { font-size: 1.75rem; font-weight: 700; letter-spacing: -0.01em; margin: 4px 0 12px; }
        h2 { font-size: 0.8125rem; font-weight: 600; letter-spacing: 0.06em; text-transform: uppercase; color: var(--muted); border-top: 1px solid var(--axis); padding-top: 8px; margin: 56px 0 20px; }
        h3 { font-size: 1.1875rem; font-weight: 600; margin-bottom: 8px; }
        p { overflow-wrap: anywhere; }
        .eyebrow { font-size: 0.8125rem; color: var(--muted); }
        .lead { color: var(--ink); }
        .note { color: var(--muted); font-size: 0.875rem; margin-bottom: 12px; }
        .name { overflow-wrap: anywhere; unicode-bidi: isolate; }
        .facts { display: grid; grid-template-columns: repeat(3, 1fr); gap: 20px 32px; margin-top: 24px; }
        .facts div { min-width: 0; border-top: 2px solid var(--ink); padding-top: 6px; }
        .facts dt { font-size: 0.8125rem; color: var(--muted); line-height: 1.35; }
        .facts dd { font-size: 1.375rem; font-weight: 600; line-height: 1.3; font-variant-numeric: tabular-nums; }
        .facts dd.more { font-size: 0.8125rem; font-weight: 400; color: var(--muted); }
        figure { margin: 0 0 40px; }
        figure svg { display: block; max-width: 100%; height: auto; }
        svg.narrow { display: none; }
        .keys { display: flex; flex-wrap: wrap; gap: 2px 20px; list-style: none; margin: 0 0 12px; padding: 0; font-size: 0.875rem; }
        .keys li { display: flex; align-items: baseline; gap: 8px; min-width: 0; }
        .keys svg { flex: none; transform: translateY(2px); }
        .keys span { min-width: 0; overflow-wrap: anywhere; }
        .gallery { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 300px), 1fr)); gap: 40px 32px; }
        .gallery > * { margin: 0; min-width: 0; }
        .gallery figure > svg { width: 100%; }
        .gallery h3 { font-size: 1rem; }
        table { border-collapse: collapse; width: 100%; font-size: 0.875rem; margin-bottom: 32px; font-variant-numeric: tabular-nums; }
        caption { overflow-wrap: anywhere; text-align: left; font-weight: 600; font-size: 1rem; padding-bottom: 6px; }
        th, td { text-align: right; vertical-align: baseline; padding: 5px 0 5px 12px; border-bottom: 1px solid var(--rule); font-weight: 400; }
        th:first-child { text-align: left; padding-left: 0; overflow-wrap: anywhere; }
        thead th { overflow-wrap: anywhere; color: var(--muted); font-size: 0.8125rem; vertical-align: bottom; border-bottom-color: var(--axis); }
        td { white-space: nowrap; }
        td.words { white-space: normal; overflow-wrap: anywhere; }
        footer { color: var(--muted); font-size: 0.8125rem; border-top: 1px solid var(--axis); padding-top: 8px; margin-top: 56px; }
        @media screen and (max-width: 719px) {
          h1 { font-size: 1.5rem; }
          .facts { grid-template-columns: 1fr 1fr; gap: 16px 24px; }
          svg.wide { display: none; }
          svg.narrow { display: block; width: 100%; max-width: 480px; }
          .stacks thead { display: none; }
          .stacks, .stacks caption, .stacks tbody, .stacks tbody th { display: block; }
          .stacks tr { display: grid; grid-template-columns: repeat(auto-fill, minmax(136px, 1fr)); gap: 4px 12px; border-bottom: 1px solid var(--rule); padding: 8px 0; }
          .stacks tbody th, .stacks td.words { grid-column: 1 / -1; }
          .stacks tbody th, .stacks td { border: 0; padding: 1px 0; }
          .stacks tbody th { font-weight: 600; }
          .stacks td { text-align: left; }
          .stacks td::before { content: attr(data-column); display: block; font-size: 0.75rem; color: var(--muted); }
          .stacks td.words { display: flex; flex-wrap: wrap; justify-content: space-between; column-gap: 12px; text-align: right; }
          .stacks td.words::before { font-size: inherit; }
        }
        @media print {
          @page { margin: 16mm 14mm; }
          html { font-size: 10.5pt; }
          body { max-width: none; padding: 0; }
          h2 { margin-top: 28px; }
          h1, h2, h3, caption { break-after: avoid; }
          figure, tr, .facts div { break-inside: avoid; }
          .gallery { grid-template-columns: 1fr 1fr; }
        }

        """;
}
