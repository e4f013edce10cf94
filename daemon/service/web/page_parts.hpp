#pragma once

// What of the page is always the same: its style and its script. The page works without the script.

#include <string_view>

namespace idpsync::service {

/// Without anything from elsewhere; light and dark as the reader's system is; from 360 px on.
inline constexpr std::string_view page_style = R"(
:root{color-scheme:light dark;--back:#fff;--text:#1b1f24;--faint:#57606a;--line:#d0d7de;--panel:#f6f8fa;
--yes:#116329;--unknown:#7d4e00;--no:#b3202a;--ready:#2da44e;--partly:#a5d6a7;--none:#e4e8ec;--link:#0550ae}
@media(prefers-color-scheme:dark){:root{--back:#0d1117;--text:#e6edf3;--faint:#9aa5b1;--line:#30363d;
--panel:#161b22;--yes:#56d364;--unknown:#e3b341;--no:#ff8182;--ready:#2ea043;--partly:#1b5e2c;--none:#2a3038;
--link:#79c0ff}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:60rem;padding:1rem;background:var(--back);color:var(--text);
font:1rem/1.5 system-ui,sans-serif}
h1{font-size:1.1rem;font-weight:600;margin:0;color:var(--faint)}
h2{font-size:1.05rem;margin:2rem 0 .5rem}
.answer{font-size:1.9rem;font-weight:700;margin:.2rem 0 1rem;line-height:1.2}
.yes{color:var(--yes)}.unknown{color:var(--unknown)}.no{color:var(--no)}
.banner{border:1px solid var(--line);border-left:.35rem solid var(--unknown);background:var(--panel);
padding:.5rem .75rem;margin:.5rem 0;border-radius:.3rem}
.banner.bad{border-left-color:var(--no)}
.provider{border:1px solid var(--line);border-radius:.4rem;padding:.75rem;margin:.6rem 0}
.provider h3{margin:0;font-size:1.05rem;display:flex;flex-wrap:wrap;gap:.3rem .8rem;align-items:baseline}
.provider p,.banner p{margin:.25rem 0}
.faint{color:var(--faint);font-weight:400}
.next{font-weight:600}
code{font:.9em ui-monospace,monospace;overflow-wrap:anywhere;background:var(--panel);padding:.1em .25em;
border-radius:.2em}
.strip{display:flex;gap:2px;margin:.5rem 0 .1rem;padding:0;list-style:none}
.strip li{flex:1;height:1.4rem;border-radius:2px;background:var(--none)}
.strip .ready{background:var(--ready)}.strip .partly{background:var(--partly)}
.strip .broken{background:var(--no)}
.strip .unknown{background:repeating-linear-gradient(45deg,var(--unknown) 0 3px,var(--none) 3px 6px)}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.95rem}
th,td{text-align:left;padding:.3rem .6rem .3rem 0;border-bottom:1px solid var(--line);vertical-align:top}
button{font:inherit;font-size:.85rem;color:var(--link);background:var(--back);border:1px solid var(--line);
border-radius:.3rem;padding:.05rem .5rem;cursor:pointer}
button:focus-visible,a:focus-visible,.scroll:focus-visible{outline:2px solid var(--link);outline-offset:2px}
footer{margin-top:2rem;color:var(--faint);font-size:.9rem}
#stale{display:none}
.stale #stale{display:block}.stale .answer{color:var(--unknown);text-decoration:line-through}
)";

/// Asks for the page again, and says when nobody answers; copies next steps.
inline constexpr std::string_view page_script = R"(
'use strict';
(() => {
  const pause = 10000;
  const used = () => [...document.querySelectorAll('main button, main [tabindex]')];
  const like = one => used().filter(other => other.getAttribute('aria-label') === one.getAttribute('aria-label'));
  const show = () => document.querySelectorAll('button[hidden]').forEach(one => { one.hidden = false; });
  document.addEventListener('click', event => {
    const button = event.target.closest('button[data-copy]');
    if (!button) return;
    const done = text => { button.textContent = text; setTimeout(() => { button.textContent = 'Copy'; }, 2000); };
    if (navigator.clipboard) navigator.clipboard.writeText(button.dataset.copy).then(() => done('Copied'), () => done('Not copied'));
    else done('Not copied');
  });
  const look = async () => {
    try {
      const answer = await fetch(location.href, {cache: 'no-store'});
      if (!answer.ok) throw new Error(answer.status);
      const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('main');
      if (!fresh) throw new Error('no page');
      const selection = getSelection();
      if (!selection || selection.isCollapsed) {
        const focused = used().find(one => one === document.activeElement);
        const place = focused ? like(focused).indexOf(focused) : -1;
        document.querySelector('main').replaceWith(fresh);
        show();
        if (focused) like(focused)[place]?.focus({preventScroll: true});
      }
      document.body.classList.remove('stale');
    } catch (failure) {
      document.body.classList.add('stale');
    }
    setTimeout(look, pause);
  };
  show();
  setTimeout(look, pause);
})();
)";

} // namespace idpsync::service
