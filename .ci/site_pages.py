"""Pages of the website that are made of other pages, written into _proc/: the gallery, the versions, the full
comparison, teaching, every name, llms.txt; the links of the labs' notebooks; in _colab/ the copies that run on Colab.
With --search it tidies the index of the rendered site, _docs/search.json."""
import base64, csv, html, io, json, re, shutil, subprocess, sys
from pathlib import Path

import yaml
from nbdev.config import get_config

from rafd_mm.website import COLAB, about_time, colab_copy, links_of, repository, run_seconds

root = Path(__file__).resolve().parent.parent
proc, nbs, colab = root/'_proc', root/'nbs', root/'_colab'
config = get_config()
site = (config.doc_host + config.doc_baseurl).rstrip('/')
seconds = run_seconds(nbs)

def cells_of(path): return json.loads(path.read_text(encoding='utf-8'))['cells']
def source(cell): return ''.join(cell['source'])

def front_matter(path):
    "Title, description and more of a page"
    text = source(cells_of(path)[0]) if path.suffix == '.ipynb' else path.read_text(encoding='utf-8')
    return yaml.safe_load(re.match(r'---\n(.*?)\n---', text, re.S)[1])

def figures(path):
    "(kind, bytes, alternative text) of each figure"
    for cell in cells_of(path):
        alt = re.search(r'^#\| fig-alt: "(.*)"$', source(cell), re.M)
        for output in cell.get('outputs', []):
            for kind in ('image/png', 'image/jpeg'):
                if kind in output.get('data', {}):
                    yield kind[6:], base64.b64decode(''.join(output['data'][kind])), alt[1] if alt else ''

def sidebar():
    "(section, pages) in the order of the site"
    config = yaml.safe_load((nbs/'_quarto.yml').read_text(encoding='utf-8'))
    return [(part['section'], [p for p in part['contents'] if isinstance(p, str)])
            for part in config['website']['sidebar']['contents'] if 'section' in part]

def telling(path):
    "The most telling figure: the one whose cell says so (`# gallery`), or the largest in bytes"
    marked = [i for i, c in enumerate(cells_of(path)) if re.search(r'^# gallery\b', source(c), re.M)]
    found = list(figures(path))
    if marked:
        before = sum(1 for c in cells_of(path)[:marked[0]] for o in c.get('outputs', [])
                     if any(k in o.get('data', {}) for k in ('image/png', 'image/jpeg')))
        return found[before]
    return max(found, key=lambda f: len(f[1]), default=None)

def card(name, pictures):
    "A notebook's card"
    path = proc/name
    front, figure = front_matter(path), telling(path)
    page = front.get('output-file', Path(name).stem + '.html')
    picture = ''
    if figure:
        kind, data, alt = figure
        file = pictures/f'{Path(name).stem}.{kind}'
        file.write_bytes(data)
        image = f'<img src="{pictures.name}/{file.name}" alt="{html.escape(alt)}" loading="lazy">'
        picture = f'<a href="{page}">{image}</a>'
    links = ' · '.join(f'<a href="{url}">{text}</a>' for text, url in links_of(name))
    return (f'<div class="card-page">{picture}\n<h3><a href="{page}">{html.escape(front["title"])}</a></h3>\n'
            f'<p>{html.escape(front.get("description", ""))}</p>\n'
            f'<p>{about_time(cells_of(path), seconds.get(name))}</p>\n<p>{links}</p></div>')

def measured():
    "Where and when the running times were measured"
    table = nbs/'run_times.csv'
    lines = table.read_text(encoding='utf-8').splitlines() if table.exists() else []
    return ' '.join(line.lstrip('# ') for line in lines if line.startswith('#'))

def write_gallery():
    "A card for every notebook of the sidebar"
    pictures = proc/'gallery_pictures'
    pictures.mkdir(exist_ok=True)
    about = 'Every notebook, with a figure of its own and the question that it answers'
    parts = [f'---\ntitle: Gallery\ndescription: {about}\n---\n',
             'Each card is a notebook that explains, shows and tests one thing. "Open in Colab" opens a copy whose '
             'first cell installs the library. On your own machine: `pip install -e ".[dev]" && jupyter lab nbs`. '
             + measured() + '\n']
    for section, pages in sidebar():
        cards = [card(p, pictures) for p in pages if p.endswith('.ipynb') and p != 'index.ipynb']
        shown = '\n'.join(cards)
        if cards: parts.append(f'## {section}\n\n```{{=html}}\n<div class="cards">\n{shown}\n</div>\n```\n')
    (proc/'gallery.qmd').write_text('\n'.join(parts), encoding='utf-8')

def write_llms():
    "What a program reads first: https://llmstxt.org"
    front = front_matter(proc/'index.ipynb')
    lines = [f'# {front["title"]}', '', f'> {front["description"]}', '',
             'A Python library and the notebooks it is exported from: landmarks of faces, their movement from a '
             'neutral face (deltas), classifiers on pictures, on movement and on both, and statistics over people. '
             '`import rafd_mm as rm` gives the names that one needs; `rafd_lab` is the whole job in one command.', '']
    for section, pages in sidebar():
        lines += [f'## {section}', '']
        for page in pages:
            front = front_matter(proc/page)
            url = f'{site}/{front.get("output-file", Path(page).stem + ".html")}'
            lines.append(f'- [{front.get("title", page)}]({url}): {front.get("description", "")}')
        lines.append('')
    (proc/'llms.txt').write_text('\n'.join(lines), encoding='utf-8')

def git(*words):
    "What git says, as lines; none where there is no git"
    try: said = subprocess.run(['git', *words], cwd=root, capture_output=True, text=True)
    except OSError: return []
    return said.stdout.split('\n')[:-1] if not said.returncode else []

SORT = """<script>
// a click on the head of a column sorts the table: numbers by size, words by letters
for (const head of document.querySelectorAll('#full th')) head.querySelector('button').addEventListener('click', () => {
  const body = document.querySelector('#full tbody'), up = head.getAttribute('aria-sort') !== 'ascending' ? 1 : -1;
  for (const other of head.parentElement.cells) other.removeAttribute('aria-sort');
  head.setAttribute('aria-sort', up > 0 ? 'ascending' : 'descending');
  const value = r => r.cells[head.cellIndex].textContent;
  body.append(...[...body.rows].sort((a, b) => up*(value(a) - value(b) || value(a).localeCompare(value(b)))));
});
</script>"""

def full_table(text):
    "The table of the full comparison as HTML, and how it was made; from the text of nbs/full_comparison.csv"
    about, _, rest = text.partition('\n')
    head, *rows = csv.reader(io.StringIO(rest))
    named = [html.escape(h.replace('_', ' ')) for h in head]
    heads = ''.join(f'<th scope="col"><button type="button">{h}</button></th>' for h in named)
    body = '\n'.join('<tr>' + ''.join(f'<td>{html.escape(v)}</td>' for v in row) + '</tr>' for row in rows)
    table = f'<div id="full"><table class="table"><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>'
    return about.lstrip('# '), f'```{{=html}}\n{table}\n{SORT}\n```'

def fill(name, made):
    "A page of nbs/ with what is made for it in place of its comment"
    text = (nbs/name).read_text(encoding='utf-8')
    filled, n = re.subn(r'<!-- the (table|list) is put here .*?-->', lambda _: made, text)
    assert n == 1, f'{name} has no place for what is made'
    (proc/name).write_text(filled, encoding='utf-8')

UNMADE = ('**This table has not been made yet.** It takes hours on two cores, and a smaller one would answer another '
          'question. Nothing is shown here that was not measured.')
MADE = ('{about}. Accuracy is that over people, without their neutral pictures; its interval is the 95% interval over '
        'people and trainings that holds for all models at once. A click on the head of a column sorts by it.\n\n{table}')

def write_results():
    "The page of the full comparison: its table where it was made, or else that it was not"
    path = nbs/'full_comparison.csv'
    if not path.exists(): return fill('full_comparison.qmd', UNMADE)
    about, table = full_table(path.read_text(encoding='utf-8'))
    fill('full_comparison.qmd', MADE.format(about=about, table=table))

def write_versions():
    "A page of the versions: this one, and every release that has a tag"
    here, version = f'https://github.com/{repository()}', config.version
    tags = [line.split('\t') for line in git('for-each-ref', 'refs/tags/v*', '--sort=-creatordate',
                                             '--format=%(refname:short)\t%(creatordate:short)')]
    commit = git('log', '-1', '--format=%H\t%cs')
    def row(named, day, pages, at):
        return f'| {named} | {day} | {pages} | [notebooks]({here}/tree/{at}/nbs) | `pip install git+{here}@{at[:12]}` |'
    rows = [row(f'{version}, these pages', day, '[pages](index.ipynb)', at)
            for at, day in (line.split('\t') for line in commit)]
    rows += [row(tag, day, f'[pages]({site}/{tag}/)', tag) for tag, day in tags]  # kept by .ci/released_sites
    head = ['| version | date | to read | to run | to install |', '|---|---|---|---|---|']
    fill('versions.qmd', '\n'.join(head + rows) + ('' if tags else '\n\nNothing has been released yet.'))
    menu = dict(website=dict(navbar=dict(right=[dict(href='versions.qmd', text=version)])))
    (proc/'version.yml').write_text(yaml.safe_dump(menu), encoding='utf-8')

def write_teaching():
    "TEACHING.md as a page"
    title, _, text = (root/'TEACHING.md').read_text(encoding='utf-8').partition('\n')
    text = text.replace('](nbs/', '](')
    labs = '\n'.join(f'- [{p.stem}](course_labs/{p.name})' for p in sorted((proc/'course_labs').glob('*.ipynb')))
    shown = f'\nWhat students get, each with a link that opens it on Colab:\n\n{labs}\n' if labs else ''
    about = 'Six labs and a capstone to hand out, with keys and grading'
    front = f'---\ntitle: {title.lstrip("# ")}\ndescription: {about}\n---\n'
    text = front + text.replace('\n## Schedules', f'{shown}\n## Schedules', 1)
    (proc/'teaching.qmd').write_text(text, encoding='utf-8')

def write_colab():
    "A copy of every notebook that installs what it needs; the students' notebooks of the labs do so by themselves"
    shutil.rmtree(colab, ignore_errors=True)
    (colab/'labs').mkdir(parents=True)
    for path in sorted(nbs.glob('[!._]*.ipynb')):
        copy = colab_copy(json.loads(path.read_text(encoding='utf-8')))
        (colab/path.name).write_text(json.dumps(copy, ensure_ascii=False, indent=1) + '\n', encoding='utf-8')
    for path in sorted((proc/'course_labs').glob('*.ipynb')):
        shutil.copy(path, colab/'labs'/path.name)
        with_links(path)

def with_links(path):
    "Give a lab's page the title, question and links that other pages have, and fold its first cell"
    lab = json.loads(path.read_text(encoding='utf-8'))
    if told := re.match(r'# (.+)\n+> (.+)\s*$', source(lab['cells'][0])):
        front = yaml.safe_dump(dict(title=told[1], description=told[2]), allow_unicode=True, width=1000)
        lab['cells'][0] = dict(cell_type='raw', id='front', metadata={}, source=[f'---\n{front}---'])
    at = f'{repository()}/blob/colab/labs/{path.name}'
    line = f'[Open in Colab]({COLAB}/{at}) · [Download](https://raw.githubusercontent.com/{at.replace("/blob/", "/")})'
    links = dict(cell_type='markdown', id='links', metadata={}, source=['::: {.page-links}\n', f'{line}\n', ':::'])
    for c in lab['cells']:
        text = source(c).splitlines(keepends=True)
        if text and text[0].startswith('# Run this first'): c['source'] = ['#| code-fold: true\n', *text]
    lab['cells'].insert(1, links)
    path.write_text(json.dumps(lab, ensure_ascii=False, indent=1) + '\n', encoding='utf-8')

UNREAD = (r'\[source\]\([^)]*\)\{[^}]*\}|\]\([^)]*\)|^```(?:python)?$|^Called like this:$|[\[`|\\]|^### .*$|-{3,}'
          r'|name +\| +type.*$')  # what a find need not tell; longer marks before the shorter ones in them

def documented():
    "A find for every name that a page documents: Quarto's own index knows headings of the second rank, names are third"
    for path in sorted(proc.glob('*.ipynb')):
        front = front_matter(path)
        for cell in cells_of(path):
            for output in cell.get('outputs', []) if 'show_doc(' in source(cell) else []:
                text = ''.join(output.get('data', {}).get('text/markdown', ''))
                name = re.search(r'^### (\S+)$', text, re.M)
                if not name: continue
                href = f'{front["output-file"]}#{name[1].lower()}'
                about = re.sub(UNREAD, ' ', text, flags=re.M)
                yield dict(objectID=href, href=href, title=front['title'], section=name[1],
                           text=' '.join(about.split()))

def described(path):
    "(name, its first line) of every name that a page documents"
    for cell in cells_of(path):
        for output in cell.get('outputs', []) if 'show_doc(' in source(cell) else []:
            text = ''.join(output.get('data', {}).get('text/markdown', ''))
            name = re.search(r'^### (\S+)$', text, re.M)
            told = text.split('```', 2)[-1]  # after the signature; an example in a fence of its own ends it
            lines = [line for line in told.splitlines() if line.strip()]
            lines = [line for line in lines if not line.startswith(('---', '###', '[source]'))]
            has_line = lines and not lines[0].startswith(('|', '- ', 'Called like this'))
            if name: yield name[1], re.sub(r'\[(`[^`]+`)\]\([^)]*\)', r'\1', lines[0]) if has_line else ''

def write_reference():
    "Every documented name in one page, each with its line and a link to its parameters"
    text = []
    for page in (p for _, pages in sidebar() for p in pages if p.endswith('.ipynb')):
        lines = [f'- [`{n}`]({page}#{n.lower()})' + (f': {about}' if about else '')
                 for n, about in described(proc/page)]
        if lines: text += [f'## [{front_matter(proc/page)["title"]}]({page})', '', *lines, '']
    fill('reference.qmd', '\n'.join(text))

def tidy_search(entries, names):
    "Quarto's index with a find for every name, before all others; lines that only import are no finds"
    for e in entries: e['text'] = re.sub(r'^ *(?:from [\w.]+ )?import .*$\n?', '', e['text'], flags=re.M)
    names = list(names)
    there = {e['objectID'] for e in names}
    return names + [e for e in entries if e['objectID'] not in there]

def main():
    if '--search' in sys.argv:
        path = root/'_docs'/'search.json'
        entries = tidy_search(json.loads(path.read_text(encoding='utf-8')), documented())
        path.write_text(json.dumps(entries), encoding='utf-8')
        return
    write_versions()
    write_results()
    write_teaching()
    write_reference()
    write_gallery()
    write_llms()
    write_colab()
    pages = sum(len(pages) for _, pages in sidebar())
    print(f'ok: gallery, versions and llms.txt of {pages} pages; {len(list(colab.rglob("*.ipynb")))} copies for Colab')

if __name__ == '__main__': main()
