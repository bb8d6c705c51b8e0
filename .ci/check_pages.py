"Fail if a page that nbdev_proc_nbs made has lost a figure that its notebook stores, or a picture that its text shows."
import json, re, sys
from pathlib import Path

def n_figures(path):
    cells = json.loads(path.read_text(encoding='utf-8'))['cells']
    return sum(any(kind.startswith('image/') for kind in output.get('data', {})) for cell in cells for output in cell.get('outputs', []))

def linked(path):
    "Pictures of the project's own that the text shows"
    text = ''.join(''.join(cell['source']) for cell in json.loads(path.read_text(encoding='utf-8'))['cells'] if cell['cell_type'] == 'markdown')
    return re.findall(r'!\[[^]]*\]\((?!https?:)([^)]+)\)', text)

failed = False
for notebook in sorted(Path('nbs').glob('*.ipynb')):
    pages = list(Path('_proc').rglob(notebook.name))
    stored, shown = n_figures(notebook), n_figures(pages[0]) if pages else 0
    if not pages or shown < stored:
        failed = True
        print(f'FAILED: {notebook}: {stored} figures stored, {shown} on its page' if pages else f'FAILED: {notebook} has no page')
    elif (gone := [link for link in linked(notebook) if not (pages[0].parent/link).exists()]):
        failed = True
        print(f'FAILED: {notebook}: its page shows {gone[0]}, which is not beside it')
    else: print(f'ok: {notebook}: {shown} figures')
sys.exit(failed)
