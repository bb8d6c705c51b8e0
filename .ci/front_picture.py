"""Make nbs/front.png, the picture of README and home page: pictures, landmarks, movement, verdict.
All faces are drawn (rafd_mm.standins); nothing is licensed, nothing is typed in. With a path as argument it is written
there."""
import sys, tempfile
from pathlib import Path

import matplotlib
import numpy as np
from matplotlib.figure import Figure
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

import rafd_mm as rm
from rafd_mm.defects import face_pixels
from rafd_mm.deltas import EYE_CORNERS
from rafd_mm.eval import results_table
from rafd_mm.features import PositionsFeature
from rafd_mm.pictures import read_picture

root = Path(__file__).resolve().parent.parent
BLUE, ORANGE, INK = '#0072b2', '#e69f00', '#222222'  # told apart by the colour-blind

def faces(folder, people):
    "Drawn faces of some people, one camera"
    one_camera = dict(angles=(90,), gazes=('frontal',), size=(512, 341))
    return rm.scan(rm.draw_dataset(folder, people=people, progress=False, **one_camera))

def aligned(points, rest):
    "Points moved, turned and scaled so that the corners of the eyes lie where they lie at rest"
    (a, b), (c, d) = [p[EYE_CORNERS, :2] @ [1, 1j] for p in (points, rest)]
    z = points[:, :2] @ [1, 1j]
    z = (z - (a + b)/2)*(d - c)/(b - a) + (c + d)/2
    return np.c_[z.real, z.imag]

def crop(ax, points):
    "Show the face alone"
    low, high = points[:, :2].min(0), points[:, :2].max(0)
    pad = .22*(high - low)
    ax.set(xlim=(low[0] - pad[0], high[0] + pad[0]), ylim=(high[1] + pad[1]*.6, low[1] - pad[1]*1.6))
    ax.set_aspect('equal')
    ax.axis('off')

def cut_out(data):
    "The faces in grey, cut out by their landmarks"
    return face_pixels(data.images, PositionsFeature()(data).array)

def verdict(shots):
    "Accuracy of one kind of classifier on the picture, the landmarks, the movement, with intervals over people"
    lda = LinearDiscriminantAnalysis(solver='lsqr', shrinkage='auto')
    models = {'the picture': rm.OnArray(lda, 'face'), 'the landmarks': 'lda_positions', 'the movement': 'lda_deltas'}
    run = rm.compare(shots, models, features={'face': cut_out}, cv=rm.BySubject(4), workers=0, progress=False)
    # a neutral's movement from itself would tell its label
    scored = run.predictions[run.predictions.emotion != 'neutral']
    return results_table(scored, parts=['test']).set_index('model').loc[list(models)]

def draw(shots, table, people):
    "The figure"
    person = shots.subject.iloc[0]
    row = {e: int(np.flatnonzero((shots.subject == person) & (shots.emotion == e))[0])
           for e in ('neutral', 'happy', 'surprised', 'disgusted')}
    picked = shots.iloc[list(row.values())].reset_index(drop=True)
    found, _ = rm.find_landmarks(picked, workers=0, progress=False)
    pictures = [read_picture(p) for p in picked.path]
    points = found[:, :, :2]*[[pictures[0].shape[1], pictures[0].shape[0]]]

    fig = Figure(figsize=(12, 6.3), dpi=100, facecolor='white')
    grid = fig.add_gridspec(3, 5, width_ratios=[1, 1, 1, 1, 2.6], left=.06, right=.975, top=.86, bottom=.08,
                            wspace=.02, hspace=.05)
    for i, emotion in enumerate(row):
        axes = [fig.add_subplot(grid[k, i]) for k in range(3)]
        axes[0].imshow(pictures[i])
        axes[0].set_title(emotion, fontsize=13, color=INK)
        axes[1].imshow(pictures[i], alpha=.35)
        axes[1].plot(*points[i].T, '.', ms=1.8, color=BLUE)
        axes[2].plot(*points[0].T, '.', ms=1.3, color='#bbbbbb')
        moved = 2*(aligned(points[i], points[0]) - points[0])
        if i: axes[2].quiver(*points[0].T, *moved.T, angles='xy', scale_units='xy', scale=1, width=.009, color=ORANGE)
        for ax in axes: crop(ax, points[0])
    for k, text in enumerate(['pictures', 'landmarks', 'movement (2 x)']):
        fig.text(.045, .735 - .262*k, text, rotation=90, va='center', ha='center', fontsize=13, color=INK)
    draw_verdict(fig, grid[:, 4], table)
    fig.text(.5, .965, 'Does it help to know how a face moved?', ha='center', va='center', fontsize=19, color=INK)
    fig.text(.5, .025, f'{people} drawn people, told by a classifier (LDA) that never saw them; neutral pictures '
             'not scored; 95% intervals over people. All faces are drawn.', ha='center', fontsize=10, color='#555555')
    return fig

def draw_verdict(fig, place, table):
    "The right part: how often each classifier is right"
    ax = fig.add_subplot(place)
    box = ax.get_position()
    ax.set_position([box.x0 + .13, box.y0 + .06, box.width - .14, box.height - .1])
    y = np.arange(len(table))[::-1]
    sides = [table.accuracy - table.accuracy_low, table.accuracy_high - table.accuracy]
    ax.errorbar(table.accuracy, y, xerr=sides, fmt='o', ms=9, lw=3, color=BLUE)
    ax.axvline(1/8, color='#888888', ls='--', lw=1)
    ax.text(1/8 + .015, -.5, 'guessing', color='#666666', fontsize=11)
    for value, at in zip(table.accuracy, y):
        ax.text(value, at + .13, f'{value:.0%}', ha='center', fontsize=13, color=INK)
    ax.set_yticks(y, [f'from\n{name}' for name in table.index], fontsize=12)
    ax.set(xlim=(0, 1.02), ylim=(-.6, len(table) - .4))
    ax.set_xticks([0, .5, 1], ['0', '50%', '100%'])
    ax.set_title('verdict: emotions told right', fontsize=13, color=INK, loc='right')
    ax.spines[['top', 'right', 'left']].set_visible(False)
    ax.tick_params(left=False)

if __name__ == '__main__':
    matplotlib.use('Agg')
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else root/'nbs'/'front.png'
    with tempfile.TemporaryDirectory() as folder:
        shots = faces(Path(folder)/'faces', people=16)
        table = verdict(shots)
        draw(shots, table, people=16).savefig(out)
    print(table[['accuracy', 'accuracy_low', 'accuracy_high']].round(3).to_string())
