"""Write nbs/run_times.csv from what .ci/run printed: python .ci/run_times.py LOG [WHERE]

`nbdev_test --timing` prints how long each notebook took; the site's pages and gallery show it. WHERE says in words on
what machine; without it, the number of cores of this one."""
import datetime, os, re, sys
from pathlib import Path

nbs = Path(__file__).resolve().parent.parent/'nbs'
log = Path(sys.argv[1]).read_text(encoding='utf-8', errors='replace')
where = sys.argv[2] if len(sys.argv) > 2 else f'a machine with {os.cpu_count()} cores'
took = {name: int(s) for name, s in re.findall(r'^(\S+\.ipynb): (\d+) secs$', log, re.M)}
if not took: sys.exit('FAILED: no line like "00_data.ipynb: 12 secs" in it; nbdev_test --timing prints such lines')
day = datetime.date.today().isoformat()
lines = [f'# Running times were measured on {day}, on {where}, several notebooks at a time.', 'notebook,seconds']
lines += [f'{name},{took[name]}' for name in sorted(took) if (nbs/name).exists()]
(nbs/'run_times.csv').write_text('\n'.join(lines) + '\n', encoding='utf-8')
print(f'ok: {len(lines) - 2} notebooks')
