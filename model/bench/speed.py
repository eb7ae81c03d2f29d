"""The speed part of the benchmark: ours, theirs, ours, theirs …, each run a process of its own. Seconds are given on the
clock and of the processor: the former tell nothing while other programs use the machine, so each run says how much they did."""
import json, os, statistics, subprocess, sys, time

QUIET = .25  # cores that others may use in a run that counts as quiet
TREES, LEAVES, RATE, BINS, BATCH, EXPLAIN = 200, 31, .1, 255, 1_000_000, 2000


def matrix(home, data, name, rows):
    """Writes a matrix and its labels: the UCI set with all its columns (nothing is decided by it here), or 30 made-up
    columns, 5 % missing."""
    import numpy as np, pandas as pd
    path = os.path.join(home, name + '.f64')
    if name == 'uci':
        d = pd.read_csv(os.path.join(data, 'uci_credit_default/uci_credit_card_21k.csv')).drop(columns='ID')
        y = d.pop('default.payment.next.month').to_numpy(float)
        X = d.to_numpy(float)
    else:
        rng = np.random.default_rng(1)
        X = rng.logistic(size=(rows, 30))
        s = (X[:, :10] * np.sin(np.arange(1, 11)) * .5).sum(1) + .3 * ((X[:, 1:10] > 0) * X[:, :9]).sum(1)
        y = (rng.random(rows) < 1 / (1 + np.exp(-s))).astype(float)
        X[rng.random(X.shape) < .05] = np.nan
    with open(path, 'wb') as f:
        f.write(np.ascontiguousarray(X).tobytes()), f.write(y.tobytes())
    return path, len(X), X.shape[1]


def busy():
    """Seconds that all processors together have worked since the start of the machine."""
    with open('/proc/stat') as f:
        user, nice, system, _, _, irq, soft, *_ = [int(x) for x in f.readline().split()[1:]]
    return (user + nice + system + irq + soft) / os.sysconf('SC_CLK_TCK')


def wait_for_quiet(seconds):
    """Waits until others use less than QUIET of a core, at most so long, and says whether they do."""
    end = time.time() + seconds
    while True:
        before = busy()
        time.sleep(1)
        if busy() - before < QUIET:
            return True
        if time.time() > end:
            return False


def watched(run):
    """The result of run, which starts one child, and how many cores others used meanwhile."""
    before, start, mine = busy(), time.time(), sum(os.times()[:4])
    out = run()
    took, own = time.time() - start, sum(os.times()[:4]) - mine
    return dict(out, others=max(0, (busy() - before - own) / took))


def peer(home, job, who):
    path = os.path.join(home, 'peer.json')
    with open(path, 'w') as f:
        json.dump(dict(job, Who=who), f)
    r = subprocess.run([sys.executable, os.path.join(os.path.dirname(__file__), 'peer.py'), path], capture_output=True, text=True)
    if r.returncode:
        sys.exit(r.stdout + r.stderr)
    return json.loads(r.stdout)


def run(home, data, ours, rows, repeats, patience, threads):
    out = []
    for name in ('uci', 'made-up'):
        path, n, k = matrix(home, data, name, rows)
        for round in range(repeats):
            for t in threads:
                job = dict(Kind='speed', Matrix=path, Rows=n, Columns=k, Explain=EXPLAIN, Batch=BATCH,
                           Config=dict(Trees=TREES, Leaves=LEAVES, Rate=RATE, Bins=BINS, EarlyStop=0, L2=0, ColSample=1, Threads=t))
                for who in ('Evenkeel', 'LightGBM', 'XGBoost'):
                    # Threads that wait for each other on a busy machine run many times as long: that would measure the machine.
                    if not wait_for_quiet(patience if t > 1 else 0) and t > 1:
                        print('no quiet moment for', who, 'on', t, 'threads', flush=True)
                        continue
                    got = watched(lambda: ours(dict(job), t) if who == 'Evenkeel' else peer(home, job, who))
                    out.append(dict(got, set='%s, %d × %d' % (name, n, k), who=who, threads=t, round=round))
                    print(json.dumps(out[-1]), flush=True)
    return out


def spread(values, form):
    values = sorted(values)
    return (form + ' (' + form + '–' + form + ')') % (statistics.median(values), values[0], values[-1])


MEASURES = [  # title, key, its unit's factor, format, whether it is a rate per second of so many rows
    ('fit, s', 'fit', 1, '%.2f'), ('fit, processor s', 'fit_cpu', 1, '%.2f'),
    ('predict, rows/s', 'predict', BATCH, '%.0f'), ('predict, rows per processor s', 'predict_cpu', BATCH, '%.0f'),
    ('one row, µs', 'one', 1e6, '%.1f'),
    ('contributions, rows/s', 'explain', EXPLAIN, '%.0f'), ('contributions, rows per processor s', 'explain_cpu', EXPLAIN, '%.0f'),
    ('memory while fitting, MB', 'memory', 1e-6, '%.0f'),
]
PER_SECOND = ('predict', 'predict_cpu', 'explain', 'explain_cpu')


def value(run, key, factor):
    return factor / max(run[key], 1e-9) if key in PER_SECOND else run[key] * factor


def report(runs):
    """Medians (least–greatest) over the rounds, and ours over theirs within each round."""
    lines = ['## speed: %d trees × %d leaves, %d bins, rate %g' % (TREES, LEAVES, BINS, RATE), '',
             'Binning and growing are counted, no held-out part, calibration or early stopping, of which the others do none either. '
             'Prediction is of 1,000,000 rows. Median of the rounds (least–greatest); × is ours over theirs within a round. '
             'Others: cores that other programs used meanwhile; above %g the seconds on the clock say little, and several threads are not timed.' % QUIET, '']
    for name, t in sorted({(r['set'], r['threads']) for r in runs}, key=lambda x: (x[0][0] != 'u', -x[1])):
        here = [r for r in runs if (r['set'], r['threads']) == (name, t)]
        by = {who: {r['round']: r for r in here if r['who'] == who} for who in ('Evenkeel', 'LightGBM', 'XGBoost')}
        if not all(by.values()):
            lines += ['%s, %d threads: not measured, other programs kept the machine busy.' % (name, t), '']
            continue
        lines += ['### %s, %d thread%s' % (name, t, 's' * (t > 1)), '', '| | Evenkeel | LightGBM | XGBoost | × LightGBM | × XGBoost |', '|---' * 6 + '|']
        for title, key, factor, form in MEASURES:
            cells = [spread([value(r, key, factor) for r in by[who].values()], form) for who in by]
            for other in ('LightGBM', 'XGBoost'):
                ratios = [value(r, key, factor) / max(value(by[other][k], key, factor), 1e-9) for k, r in by['Evenkeel'].items() if k in by[other]] or [float('nan')]
                cells.append(spread(ratios, '%.2f'))
            lines.append('| %s | %s |' % (title, ' | '.join(cells)))
        lines += ['| others, cores | ' + ' | '.join(spread([r['others'] for r in by[who].values()], '%.1f') for who in by) + ' | | |', '']
    return lines
