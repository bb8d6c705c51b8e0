"Installs rafd_mm; every value is read from settings.ini."
import os
import sys
from configparser import ConfigParser
from pathlib import Path
from setuptools import find_packages, setup

if not (3, 11) <= sys.version_info < (3, 14):
    sys.exit(f"rafd_mm needs Python 3.11, 3.12 or 3.13, and this is Python {sys.version.split()[0]}: TensorFlow, which "
             "trains its networks, is tried with these versions only. Make an environment with one of them and install "
             "there.")

here = Path(__file__).parent
parser = ConfigParser(delimiters=["="], interpolation=None)
parser.read(here/"settings.ini", encoding="utf-8")
cfg = parser["DEFAULT"]
requirements = cfg["requirements"].split()
tensorflow = os.environ.get("RAFD_MM_TENSORFLOW", "tensorflow")  # "tensorflow-cpu" is smaller, on Linux
requirements = [tensorflow + r.removeprefix("tensorflow") if r.startswith("tensorflow>") else r for r in requirements]

setup(
    name=cfg["lib_name"],
    version=cfg["version"],
    description=cfg["description"],
    long_description=(here/"README.md").read_text(encoding="utf-8"),
    long_description_content_type="text/markdown",
    author=cfg["author"],
    author_email=cfg["author_email"],
    url=cfg["git_url"],
    keywords=cfg["keywords"],
    license="Apache-2.0",
    packages=find_packages(include=[cfg["lib_path"], cfg["lib_path"] + ".*"]),
    package_data={cfg["lib_path"]: ["assets/*"]},
    install_requires=requirements,
    extras_require={"cluster": cfg["cluster_requirements"].split(), "labs": cfg["labs_requirements"].split(),
                    "dev": cfg["dev_requirements"].split() + cfg["labs_requirements"].split()},
    # one bound is enough here: the check above says why, where pip would only say which
    python_requires=f">={cfg['min_python']}",
    entry_points={
        "console_scripts": cfg["console_scripts"].split(),
        "nbdev": [f"{cfg['lib_name']}={cfg['lib_name']}._modidx:d"],
    },
    zip_safe=False,
)
