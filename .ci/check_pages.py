"""Check the website's pages: those that nbdev_proc_nbs and site_pages.py made in _proc/, or, with --rendered,
those in _docs/.

A page must show every prose cell and figure of its notebook; every picture has an alternative text; links between
notebooks lead somewhere; there is one heading of the first rank; no line of shown code is wider than 120
characters; nothing in a signature is a raw Markdown link; title and description are there;
the sidebar names every notebook, once; every name of the reference is told in a line; every notebook has a copy for
Colab that installs the library; and all addresses of the project are those of settings.ini."""
import json, re, subprocess, sys
from pathlib import Path

import yaml

from nbdev.config import get_config
from rafd_mm.website import colab_cell, reading_minutes

root = Path(__file__).resolve().parent.parent
colab = root/'_colab'
nbs, proc, docs = root/'nbs', root/'_proc', root/'_docs'
WIDTH = 120

def cells(path): return json.loads(path.read_text(encoding='utf-8'))['cells']
def source(cell): return ''.join(cell['source'])
def unfenced(text): return re.sub(r'^```.*?^```', '', text, flags=re.M | re.S)
def is_figure(output): return any(kind.startswith('image/') for kind in output.get('data', {}))
def figures(page): return sum(is_figure(o) for c in page for o in c.get('outputs', []))

def words(text):
    "What a reader reads: without links' addresses, marks and spaces, so that links which nbdev adds make no difference"
    text = re.sub(r'\{fig-alt="[^"]*"\}', '', re.sub(r'\]\([^)\s]*\)', ']', text))
    return re.sub(r'[\s\[\]`#]+', '', text)

def prose(notebook): return [source(c) for c in notebook if c['cell_type'] == 'markdown']

def lost_prose(notebook, page):
    "Prose cells of the notebook that its page does not show; a title cell may hold the title and the question only"
    shown = words('\n'.join(prose(page) + [' '.join(map(str, front_matter(page).values()))]))
    for cell in prose(notebook):
        is_title = re.match(r'# .*(\n+> .*)?\s*$', cell)
        if re.search(r'^#+ .* -\s*$', cell): continue  # nbdev's way of hiding a heading
        parts = [re.sub(r'^[#>]+ ', '', line) for line in cell.splitlines()] if is_title else [cell]
        if gone := [p for p in parts if words(p) not in shown]: yield f'prose is lost: {gone[0][:70]!r}'

def front_matter(page):
    match = re.match(r'---\n(.*?)\n---', source(page[0]), re.S) if page and page[0]['cell_type'] == 'raw' else None
    return yaml.safe_load(match[1]) if match else {}

def without_alt(page):
    for c in page:
        if c['cell_type'] == 'code' and any(map(is_figure, c.get('outputs', []))):
            alt = re.search(r'^#\| fig-alt: "(.*)"$', source(c), re.M)
            if not alt or len(alt[1]) < 15: yield f'a figure without alternative text: {source(c)[:70]!r}'
        if c['cell_type'] == 'markdown' and '![](' in unfenced(source(c)): yield 'a picture without alternative text'

def anchors(path):
    "The places of a page that a link can name, as Quarto calls them"
    if path.suffix == '.ipynb':
        page = cells(path)
        text = '\n'.join(map(unfenced, prose(page)))
        shown = (''.join(o.get('data', {}).get('text/markdown', '')) for c in page for o in c.get('outputs', []))
        names = {name.lower() for told in shown for name in re.findall(r'^### (\S+)$', told, re.M)}
    else: text, names = unfenced(path.read_text(encoding='utf-8')), set()
    heads = re.findall(r'^#+ +(.+?)\s*$', text, re.M)
    return names | {re.sub(r'[^\w\s.-]', '', re.sub(r'\]\([^)]*\)', '', h)).replace(' ', '-').lower() for h in heads}

def dead_links(path, notebook, folder):
    "Links to notebooks, pages and pictures of the project, and to places in them, that lead nowhere"
    for text in prose(notebook):
        for link, place in re.findall(r'\]\((?![a-z]+:|/)([^)\s#]*)(?:#([^)\s]+))?\)', unfenced(text)):
            to = folder/link if link else path
            if not to.exists(): yield f'a link leads nowhere: {link}'
            elif place and to.suffix in ('.ipynb', '.qmd') and place not in anchors(to):
                yield f'a link names a place that is not there: {link}#{place}'

def headings(page):
    "There must be none of the first rank: the title is"
    for text in prose(page):
        if found := re.search(r'^# \S.*$', unfenced(text), re.M):
            yield f'a second heading of the first rank: {found[0]!r}'

def wide_lines(page):
    for c in page:
        if c['cell_type'] != 'code': continue
        for line in source(c).splitlines():
            if len(line) > WIDTH and not line.startswith('#|'):
                yield f'{len(line)} characters wide: {line.strip()[:70]!r}'

def links_in_code(page):
    for c in page:
        for o in c.get('outputs', []):
            text = ''.join(o.get('data', {}).get('text/markdown', ''))
            if '](http' in ''.join(re.findall(r'^```.*?^```', text, re.M | re.S)):
                yield f'a raw link in a signature: {source(c)[:60]!r}'

def time_said(page):
    "A time to read that the prose promises must be near the one that is counted"
    for said in re.findall(r'some (\d+) minutes to read', '\n'.join(prose(page))):
        counted = reading_minutes(page)
        if not .6 <= int(said)/counted <= 1.6: yield f'it says {said} minutes to read, {counted} are counted'

def problems(path):
    "Everything that is wrong with a notebook's page"
    page_path = proc/path.name
    if not page_path.exists(): return ['it has no page']
    notebook, page = cells(path), cells(page_path)
    front, out = front_matter(page), []
    if not front.get('title') or not front.get('description'): out.append('no title, or no question after it (`> ...`)')
    if figures(page) < figures(notebook): out.append(f'{figures(notebook)} figures stored, {figures(page)} on its page')
    checks = (lost_prose(notebook, page), without_alt(page), dead_links(page_path, page, proc), headings(page),
              wide_lines(page), links_in_code(page), time_said(page))
    for check in checks: out += check
    return out

def sidebar_problems():
    "The sidebar names every notebook and page, once, and nothing else; so does `next` lead through all"
    config = yaml.safe_load((nbs/'_quarto.yml').read_text(encoding='utf-8'))['website']
    parts = [part['contents'] for part in config['sidebar']['contents'] if 'section' in part]
    named = [page for part in parts for page in part if isinstance(page, str)]
    there = {p.name for p in nbs.glob('*.ipynb') if p.name[0] not in '_.'}
    there |= {p.name for p in proc.glob('*.qmd')} - {'404.qmd'}
    yield from (f'{p} is not in the sidebar' for p in sorted(there - set(named)))
    yield from (f'{p} is in the sidebar, and not there' for p in named if p not in there)
    yield from (f'{p} is in the sidebar twice' for p in sorted({p for p in named if named.count(p) > 1}))
    for entry in config['navbar']['left']:
        if entry['href'] not in there: yield f'{entry["href"]} is in the bar, and not there'
    files = ['styles.css', 'after_body.html', config['favicon'], config['open-graph']['image'], 'llms.txt', '404.qmd',
             'versions.qmd']
    yield from (f'{f} is missing' for f in files if not (proc/f).exists())

def reference_problems():
    "Every name is told in a line"
    for line in (proc/'reference.qmd').read_text(encoding='utf-8').splitlines():
        if line.startswith('- [`') and not re.search(r'\): \S', line): yield f'a name without its line: {line}'

def lab_problems():
    "Only students' notebooks are pages"
    for path in proc.rglob('*.ipynb'):
        text = path.read_text(encoding='utf-8')
        if 'BEGIN SOLUTION' in text and path.parent != proc: yield f'{path.relative_to(proc)} holds solutions'
    if (proc/'labs').exists(): yield "_proc/labs: the labs' masters hold solutions and are no pages"

def colab_problems():
    "Each notebook's copy begins with the cell that installs; each lab's copy installs by itself"
    for path in sorted(nbs.glob('[!._]*.ipynb')):
        copy, mine = colab/path.name, list(map(source, cells(path)))
        theirs = list(map(source, cells(copy))) if copy.exists() else []
        if not theirs: yield f'{path.name} has no copy'
        elif theirs[1] != colab_cell(): yield f'{path.name}: its copy does not install the library'
        elif theirs[:1] + theirs[2:] != mine: yield f'{path.name}: its copy is another'
    for path in (proc/'course_labs').glob('*.ipynb'):
        copy = colab/'labs'/path.name
        if not copy.exists(): yield f'{path.name} has no copy'
        elif not any('git+' in source(c) for c in cells(copy)):
            yield f'{path.name}: its copy does not install the library'

def address_problems():
    "The site and the repository are called as settings.ini calls them"
    c = get_config()
    owner, name = c.git_url.rstrip('/').split('/')[-2:]
    site = (c.doc_host + c.doc_baseurl).rstrip('/')
    kept = subprocess.run(['git', 'ls-files'], cwd=root, capture_output=True, text=True).stdout.split('\n')
    kinds = ('.ipynb', '.md', '.py', '.yml', '.qmd', '.cff', '.j2', '.ini', '.txt')
    for path in (root/p for p in kept if p.endswith(kinds)):
        if not path.exists(): continue
        text = path.read_text(encoding='utf-8')
        for at in set(re.findall(rf'github(?:usercontent)?\.com/([\w.-]+/{name})\b', text)) - {f'{owner}/{name}'}:
            yield f'{path.relative_to(root)} names the repository {at}'
        for at in set(re.findall(rf'https?://[\w.-]+\.github\.io/{name}\b', text)) - {site}:
            yield f'{path.relative_to(root)} names the site {at}'

def rendered_problems():
    "Every page was rendered, with sitemap and 404"
    pages = [p for p in proc.glob('*.ipynb')] + [p for p in proc.glob('*.qmd')]
    for p in pages:
        front = front_matter(cells(p)) if p.suffix == '.ipynb' else {}
        name = front.get('output-file', p.stem + '.html')
        if not (docs/name).exists() or not (docs/name).stat().st_size: yield f'{name} was not rendered'
        text = (docs/name).read_text(encoding='utf-8') if (docs/name).exists() else ''
        for shown in re.findall(r'show_doc\((\w+)\)', p.read_text(encoding='utf-8')) if p.suffix == '.ipynb' else []:
            if f'id="{shown.lower()}"' not in text: yield f'{name} has no place for {shown}'
    needed = ['sitemap.xml', 'llms.txt', 'search.json', '404.html']
    yield from (f'{f} is missing' for f in needed if not (docs/f).exists())

def main():
    if '--rendered' in sys.argv: found = {'_docs': list(rendered_problems())}
    else:
        found = {f'nbs/{p.name}': problems(p) for p in sorted(nbs.glob('*.ipynb'))}
        found['nbs/_quarto.yml'], found['labs'] = list(sidebar_problems()), list(lab_problems())
        found['reference'] = list(reference_problems())
        found['_colab'], found['addresses'] = list(colab_problems()), list(address_problems())
    for name, wrong in found.items():
        print(f'ok: {name}' if not wrong else '\n'.join(f'FAILED: {name}: {w}' for w in wrong))
    sys.exit(any(found.values()))

if __name__ == '__main__': main()
