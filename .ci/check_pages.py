"Fail if a page that nbdev_proc_nbs made has lost a figure that its notebook stores."
import json, sys
from pathlib import Path

def n_figures(path):
    cells = json.loads(path.read_text(encoding='utf-8'))['cells']
    return sum(any(kind.startswith('image/') for kind in output.get('data', {})) for cell in cells for output in cell.get('outputs', []))

failed = False
for notebook in sorted(Path('nbs').glob('*.ipynb')):
    pages = list(Path('_proc').rglob(notebook.name))
    stored, shown = n_figures(notebook), n_figures(pages[0]) if pages else 0
    if not pages or shown < stored:
        failed = True
        print(f'FAILED: {notebook}: {stored} figures stored, {shown} on its page' if pages else f'FAILED: {notebook} has no page')
    else: print(f'ok: {notebook}: {shown} figures')
sys.exit(failed)
