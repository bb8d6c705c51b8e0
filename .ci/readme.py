"Write README.md from nbs/index.ipynb, or with --check say whether the two have parted."
import json, re, sys
from pathlib import Path

root = Path(__file__).resolve().parent.parent

def readme_text():
    "The text of index.ipynb, its links as they are seen from the top level"
    cells = json.loads((root/'nbs'/'index.ipynb').read_text(encoding='utf-8'))['cells']
    text = '\n\n'.join(''.join(c['source']).strip() for c in cells if c['cell_type'] == 'markdown') + '\n'
    return re.sub(r'\]\((?!https?://|#)', '](nbs/', text)

readme = root/'README.md'
if '--check' not in sys.argv: readme.write_text(readme_text(), encoding='utf-8')
elif readme.read_text(encoding='utf-8') != readme_text():
    sys.exit('README.md and nbs/index.ipynb have parted; edit the notebook, then run: python .ci/readme.py')
