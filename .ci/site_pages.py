"""Pages of the website that are made of other pages, written into _proc/: the gallery and llms.txt.
With --search it tidies the index of the rendered site, _docs/search.json."""
import base64, html, json, math, re, sys
from pathlib import Path

import yaml

root = Path(__file__).resolve().parent.parent
proc, nbs = root/'_proc', root/'nbs'
site = yaml.safe_load((nbs/'nbdev.yml').read_text(encoding='utf-8'))['website']['site-url']
repo, raw = 'rafd-mm/rafd_mm/blob/main/nbs', 'https://raw.githubusercontent.com/rafd-mm/rafd_mm/main/nbs'

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

def minutes(path):
    "Reading time: 200 words a minute, and 25 lines of code"
    cells = cells_of(path)
    words = sum(len(source(c).split()) for c in cells if c['cell_type'] == 'markdown')
    lines = sum(source(c).count('\n') + 1 for c in cells if c['cell_type'] == 'code' and 'code-fold' not in source(c))
    return max(1, math.ceil(words/200 + lines/25))

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
    links = (f'<a href="https://colab.research.google.com/github/{repo}/{name}">Colab</a> · '
             f'<a href="{raw}/{name}" download>download</a> · <a href="https://github.com/{repo}/{name}">source</a>')
    return (f'<div class="card-page">{picture}\n<h3><a href="{page}">{html.escape(front["title"])}</a></h3>\n'
            f'<p>{html.escape(front.get("description", ""))}</p>\n<p>{minutes(path)} min to read · {links}</p></div>')

def write_gallery():
    "A card for every notebook of the sidebar"
    pictures = proc/'gallery_pictures'
    pictures.mkdir(exist_ok=True)
    about = 'Every notebook, with a figure of its own and the question that it answers'
    parts = [f'---\ntitle: Gallery\ndescription: {about}\n---\n',
             'Each card is a notebook that explains, shows and tests one thing. To run one on Colab, put '
             '`%pip install -q "rafd_mm[dev] @ git+https://github.com/rafd-mm/rafd_mm"` into a first cell of its own '
             'and restart the session once. On your own machine: `pip install -e ".[dev]" && jupyter lab nbs`.\n']
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

UNREAD = (r'\[source\]\([^)]*\)\{[^}]*\}|\]\([^)]*\)|[\[`|\\]|^### .*$|^```(?:python)?$|-{3,}'
          r'|name +\| +type.*$')  # what a find need not tell

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
    write_gallery()
    write_llms()
    print(f'ok: gallery and llms.txt, {sum(len(pages) for _, pages in sidebar())} pages')

if __name__ == '__main__': main()
