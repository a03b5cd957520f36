namespace Phoenix.Cli.Rendering.Html;

/// <summary>The page's style sheet: readable from 360 px up, on paper, by day and by night. Colour never carries a meaning alone.</summary>
internal static class PageStyle
{
    public const string Css = """
        :root { color-scheme: light dark; --back: #ffffff; --card: #f4f5f7; --ink: #16191d; --soft: #59616b; --line: #d4d8de;
          --proven: #176b3a; --refuted: #b3261e; --inconclusive: #8a5a00; --prepare: #8492a6; --wipe: #c2410c; --create: #2563eb; --prove: #0f766e; --rta: #7c3aed; }
        @media (prefers-color-scheme: dark) { :root { --back: #111417; --card: #1b1f24; --ink: #e8eaed; --soft: #a3acb7; --line: #363c44;
          --proven: #5fd08d; --refuted: #ff8a80; --inconclusive: #f2b84b; --prepare: #7b8799; --wipe: #fb923c; --create: #6ea2ff; --prove: #2dd4bf; --rta: #b794f6; } }
        * { box-sizing: border-box; }
        html { -webkit-text-size-adjust: 100%; }
        body { margin: 0; background: var(--back); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; overflow-wrap: anywhere; }
        main { max-width: 72rem; margin: 0 auto; padding: 1rem; }
        h1 { font-size: clamp(1.4rem, 5vw, 2rem); line-height: 1.2; margin: 0 0 .5rem; }
        h2 { font-size: 1.25rem; margin: 0 0 .5rem; } h3 { font-size: 1rem; margin: 1.25rem 0 .4rem; }
        p { margin: 0 0 .6rem; } ul { margin: 0; padding-left: 1.2rem; } dl, dd, figure { margin: 0; }
        code, td, .time { font-variant-numeric: tabular-nums; } code { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: .9em; }
        section { margin-top: 2rem; padding-top: 1rem; border-top: 1px solid var(--line); }
        header { border-left: .4rem solid currentColor; padding-left: 1rem; } header > * { color: var(--ink); } header .verdict { font-weight: 800; }
        .proven { color: var(--proven); } .refuted { color: var(--refuted); } .inconclusive { color: var(--inconclusive); }
        header.proven .verdict { color: var(--proven); } header.refuted .verdict { color: var(--refuted); } header.inconclusive .verdict { color: var(--inconclusive); }
        .mode, .note, dt, .axis, figure p, .layer .name { color: var(--soft); } .mode { font-weight: 400; font-size: .75em; }
        .cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 8.5rem), 1fr)); gap: .6rem; margin: 1rem 0; }
        .cards div { background: var(--card); border-radius: .5rem; padding: .7rem .8rem; } .cards dd { font-size: 1.3rem; font-weight: 650; line-height: 1.25; }
        .cards dt, .cards .note { font-size: .85rem; font-weight: 400; }
        .badge { font-size: .8rem; font-weight: 650; border: 1px solid currentColor; border-radius: 1rem; padding: 0 .5rem; white-space: nowrap; } .badge.ok { color: var(--soft); }
        .against { list-style: none; padding: 0; } .against li { border-left: .25rem solid currentColor; padding: .1rem 0 .1rem .7rem; margin-bottom: .5rem; }
        .against span { color: var(--ink); }
        .multiples { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 12rem), 1fr)); gap: .8rem; }
        figure { background: var(--card); border-radius: .5rem; padding: .6rem .7rem; } figure p { margin: .2rem 0 0; font-size: .85rem; }
        figcaption { display: flex; justify-content: space-between; align-items: baseline; color: var(--ink); } figure.proven .badge { color: var(--proven); } figure.refuted .badge { color: var(--refuted); } figure.inconclusive .badge { color: var(--inconclusive); }
        svg { display: block; width: 100%; height: 2.6rem; } .key { display: inline-block; width: .8em; height: .8em; border-radius: .15em; }
        rect.prepare { fill: var(--prepare); } rect.wipe { fill: var(--wipe); } rect.create { fill: var(--create); } rect.prove { fill: var(--prove); } rect.rta { fill: var(--rta); }
        .key.prepare, .bar.prepare { background: var(--prepare); } .key.wipe, .bar.wipe { background: var(--wipe); } .key.create, .bar.create { background: var(--create); } .key.prove, .bar.prove { background: var(--prove); } .key.rta, .bar.rta { background: var(--rta); }
        .wide { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-size: .9rem; } th, td { text-align: right; padding: .35rem .6rem; border-bottom: 1px solid var(--line); white-space: nowrap; }
        th:first-child { text-align: left; } thead th { color: var(--soft); font-weight: 500; } tbody th { font-weight: 600; } td.refuted { font-weight: 700; } td.words { white-space: normal; min-width: 8rem; }
        .pairs { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 15rem), 1fr)); gap: .35rem 1.5rem; } .pairs dt { font-size: .85rem; }
        .findings > div { padding: .35rem 0; border-bottom: 1px solid var(--line); } .findings dt { color: var(--ink); font-weight: 600; } .findings dd { color: var(--soft); }
        .sentinels { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .3rem 1.5rem; }
        .timeline { position: relative; } .row { display: grid; grid-template-columns: 8.5rem 1fr 5.5rem; gap: .6rem; align-items: center; min-height: 1.6rem; }
        .layer .name { padding-left: 1rem; font-size: .9rem; } .row .time { text-align: right; font-size: .9rem; white-space: nowrap; } .row.rta { font-weight: 650; }
        .track { position: relative; display: block; height: 1rem; background: var(--card); border-radius: .2rem; } .axis .track { background: none; font-size: .75rem; }
        .bar { position: absolute; top: 0; bottom: 0; min-width: 2px; border-radius: .15rem; } .bar.inner { top: .25rem; bottom: .25rem; opacity: .75; } .bar.ended { outline: 2px dashed var(--refuted); outline-offset: 1px; }
        .tick { position: absolute; border-left: 1px solid var(--line); padding-left: .25rem; white-space: nowrap; } .reason { grid-column: 1 / -1; font-size: .9rem; padding-left: 1rem; }
        .clauses { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); gap: .8rem; } article { background: var(--card); border-radius: .5rem; padding: .8rem 1rem; } article h3 { margin-top: 0; } article p:last-child { margin: 0; }
        summary { cursor: pointer; } summary h2 { display: inline; }
        @media (max-width: 34rem) { th, td { padding: .3rem .3rem; } table { font-size: .8rem; } .row { grid-template-columns: 1fr auto; gap: 0 .6rem; margin-bottom: .3rem; } .row .track { grid-column: 1 / -1; grid-row: 2; } .row.axis .time, .row.axis .name { display: none; } }
        @media print { :root { color-scheme: light; --back: #fff; --card: #f4f5f7; --ink: #000; --soft: #444; --line: #bbb; --proven: #176b3a; --refuted: #b3261e; --inconclusive: #8a5a00; --prepare: #8492a6; --wipe: #c2410c; --create: #2563eb; --prove: #0f766e; --rta: #7c3aed; }
          body { font-size: 10.5pt; print-color-adjust: exact; -webkit-print-color-adjust: exact; } main { max-width: none; padding: 0; } figure, article, .row, .findings > div, tr { break-inside: avoid; } h2, h3 { break-after: avoid; } .wide { overflow: visible; } th, td { padding: .25rem .35rem; }
          details::details-content { content-visibility: visible; display: block; block-size: auto; } }

        """;
}
