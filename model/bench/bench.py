#!/usr/bin/env python3
"""Measures the model room side by side with LightGBM, XGBoost and scikit-learn:
same rows, same splits, same threads, one run. Writes .evenkeel/bench/model.md.

    python3 model/bench/bench.py [--quick] [--seeds 5] [--rounds 3] [--only quality,speed,uplift]

Run it from the project's root. It makes a virtual environment under .evenkeel/bench
on the first run. The data sets are read from EVENKEEL_DATA (default ../shared/data)."""
import argparse, json, os, subprocess, sys, time, venv
import speed

HOME = os.path.join(os.path.abspath(os.environ.get('EVENKEEL_HOME', '.evenkeel')), 'bench')
DATA = os.environ.get('EVENKEEL_DATA', '../shared/data')
THREADS = 2


def enter():
    """Makes the virtual environment and starts this script again inside it."""
    python = os.path.join(HOME, 'venv/bin/python')
    if os.path.abspath(sys.prefix) == os.path.join(HOME, 'venv'):
        return
    if not os.path.exists(python):
        print('making', os.path.dirname(python), flush=True)
        venv.create(os.path.join(HOME, 'venv'), with_pip=True)
        subprocess.run([python, '-m', 'pip', 'install', '-q', '-r', 'model/bench/requirements.txt'], check=True)
    os.execv(python, [python] + sys.argv)


SETS = {  # name: file, label, positive value, columns dropped for everyone
    'hmeq': ('hmeq/hmeq.csv', 'Default', '1', []),
    'uci': ('uci_credit_default/uci_credit_card_21k.csv', 'default.payment.next.month', '1', ['ID', 'SEX', 'EDUCATION', 'MARRIAGE', 'AGE']),
    'credit_data_es': ('credit_data_es/credit_data.csv', 'Status', 'bad', ['Age', 'Marital']),
    'lending_club': ('lending_club_modeldata/lending_club.csv', 'Class', 'bad', []),
    'german': ('german_credit/GermanCredit.csv', 'Class', 'Bad', ['Age', 'ForeignWorker', 'Purpose.Education', 'Personal.Male.Divorced.Seperated',
               'Personal.Female.NotSingle', 'Personal.Male.Single', 'Personal.Male.Married.Widowed', 'Personal.Female.Single']),
}
PANEL = ['credit_limit', 'months_past_due', 'mpd_prev1', 'balance', 'balance_prev1', 'balance_prev2', 'paid_this_month', 'paid_prev1', 'paid_prev2', 'utilisation']


def ours(job, threads=THREADS):
    """Does a job in the Go test binary and returns its result."""
    job['Out'] = os.path.join(HOME, 'out.json')
    path = os.path.join(HOME, 'job.json')
    with open(path, 'w') as f:
        json.dump(job, f)
    r = subprocess.run([os.path.join(HOME, 'model.test'), '-test.run', '^TestBench$', '-test.timeout', '1h'],
                       env=dict(os.environ, EVENKEEL_BENCH=path, GOMAXPROCS=str(threads)), cwd='model', capture_output=True, text=True)
    if r.returncode:
        sys.exit(r.stdout + r.stderr)
    with open(job['Out']) as f:
        return json.load(f)


def theirs(trees, leaves, rate, seed):
    import lightgbm as lgb, xgboost as xgb
    from sklearn.ensemble import HistGradientBoostingClassifier as HGB
    return {
        'LightGBM': lgb.LGBMClassifier(n_estimators=trees, num_leaves=leaves, learning_rate=rate, n_jobs=THREADS, random_state=seed, verbose=-1),
        'XGBoost': xgb.XGBClassifier(n_estimators=trees, max_leaves=leaves, max_depth=0, grow_policy='lossguide', learning_rate=rate,
                                     n_jobs=THREADS, random_state=seed, enable_categorical=True),
        'HGB': HGB(max_iter=trees, max_leaf_nodes=leaves, learning_rate=rate, early_stopping=False, random_state=seed, categorical_features='from_dtype'),
    }


def ece(p, y, bins=10):
    import numpy as np
    order = np.argsort(p)
    return sum(len(b) * abs(p[b].mean() - y[b].mean()) for b in np.array_split(order, bins)) / len(p)


def captured(score, money):
    import numpy as np
    top = np.argsort(-np.asarray(score), kind='stable')[:round(len(money) * .2)]
    return money[top].sum() / money.sum()


def read(name):
    import pandas as pd
    file, label, positive, drop = SETS[name]
    d = pd.read_csv(os.path.join(DATA, file)).drop(columns=drop)
    d['label'] = (d[label].astype(str) == positive).astype(int)
    d = d.drop(columns=[label]) if label != 'label' else d
    for c in d.columns:
        if d[c].dtype == object or str(d[c].dtype).startswith('str'):
            d[c] = d[c].astype('category')
    return d


def judge(rows, name, seed, y, predictions):
    from sklearn.metrics import roc_auc_score, log_loss
    for who, p in predictions.items():
        rows.append(dict(set=name, seed=seed, who=who, auc=roc_auc_score(y, p), log_loss=log_loss(y, p), ece=ece(p, y)))


def fit_all(train, test, trees, leaves, rate, seed):
    x, y = train.drop(columns='label'), train.label
    return {who: m.fit(x, y).predict_proba(test.drop(columns='label'))[:, 1] for who, m in theirs(trees, leaves, rate, seed).items()}


def quality(seeds, trees, leaves, rate):
    import numpy as np
    from sklearn.model_selection import train_test_split
    rows = []
    train_csv, test_csv = os.path.join(HOME, 'train.csv'), os.path.join(HOME, 'test.csv')
    config = dict(Trees=trees, Leaves=leaves, Rate=rate)
    for name in SETS:
        d = read(name)
        for seed in range(seeds):
            train, test = train_test_split(d, test_size=.3, random_state=seed, stratify=d.label)
            train.to_csv(train_csv, index=False), test.to_csv(test_csv, index=False)
            categories = [c for c in d.columns if str(d[c].dtype) == 'category']
            got = ours(dict(Kind='quality', Train=train_csv, Test=test_csv, Spec=dict(Label='label', Categorical=categories), Config=dict(config, Seed=seed + 1)))
            judge(rows, name, seed, test.label.values, dict(fit_all(train, test, trees, leaves, rate, seed), Evenkeel=np.array(got['likelihood'])))
        print(name, 'done', flush=True)
    money = panel(rows, seeds, trees, leaves, rate, config)
    return rows, money


def panel(rows, seeds, trees, leaves, rate, config):
    """Months 4 and 3 of the overdue card panel, then month 2, as time went."""
    import numpy as np, pandas as pd
    from sklearn.ensemble import HistGradientBoostingRegressor as HGR
    d = pd.read_csv(os.path.join(DATA, 'uci_overdue_panel/dev.csv'))
    early, late = d[d.month_index > 2], d[d.month_index == 2]
    train_csv, test_csv = os.path.join(HOME, 'train.csv'), os.path.join(HOME, 'test.csv')
    keep = lambda x: x[PANEL].assign(label=x.paid_next, money=x.paid_next_amount, when=-x.month_index)
    keep(early).to_csv(train_csv, index=False), keep(late).to_csv(test_csv, index=False)
    money, rng = [], np.random.default_rng(0)
    pay = late.paid_next_amount.values
    for seed in range(seeds):
        got = ours(dict(Kind='quality', Train=train_csv, Test=test_csv, Spec=dict(Label='label', Amount='money', Time='when'), Config=dict(config, Seed=seed + 1)))
        train, test = early[PANEL].assign(label=early.paid_next), late[PANEL].assign(label=late.paid_next)
        judge(rows, 'overdue panel', seed, test.label.values, dict(fit_all(train, test, trees, leaves, rate, seed), Evenkeel=np.array(got['likelihood'])))
        direct = HGR(max_iter=trees, max_leaf_nodes=leaves, learning_rate=rate, random_state=seed).fit(early[PANEL], early.paid_next_amount).predict(late[PANEL])
        a, b, draws = np.array(got['expected']), direct, []
        for _ in range(400):
            i = rng.integers(0, len(pay), len(pay))
            draws.append(captured(a[i], pay[i]) - captured(b[i], pay[i]))
        low, high = np.quantile(draws, [.025, .975])
        money.append(dict(seed=seed, ours=captured(a, pay), hgb=captured(b, pay), balance=captured(late.balance.values, pay), low=low, high=high))
    return money


def qini(score, t, y):
    import numpy as np
    order = np.argsort(-score, kind='stable')
    t, y, e = t[order], y[order], t.mean()
    gain = np.cumsum(np.where(t == 1, y / e, -y / (1 - e))) / len(y)
    return gain.mean() - gain[-1] / 2


def uplift(seeds):
    import numpy as np, pandas as pd, lightgbm as lgb
    from sklearn.model_selection import train_test_split
    d = pd.read_csv(os.path.join(DATA, 'hillstrom_uplift/hillstrom.csv'))
    d = d[d.segment != 'Womens E-Mail']
    d['treated'] = (d.segment == 'Mens E-Mail').astype(int)
    categories = ['history_segment', 'zip_code', 'channel']
    d = d.drop(columns=['segment', 'conversion', 'spend'])
    rows = []
    for seed in range(seeds):
        train, test = train_test_split(d, test_size=.5, random_state=seed)
        train.to_csv(os.path.join(HOME, 'train.csv'), index=False), test.to_csv(os.path.join(HOME, 'test.csv'), index=False)
        got = ours(dict(Kind='uplift', Train=os.path.join(HOME, 'train.csv'), Test=os.path.join(HOME, 'test.csv'), Config=dict(Seed=seed + 1),
                        Spec=dict(Outcome='visit', Treatment='treated', Categorical=categories)))
        as_cat = lambda x: x.drop(columns=['visit', 'treated']).astype({c: pd.CategoricalDtype(sorted(d[c].unique())) for c in categories})
        two = [lgb.LGBMClassifier(n_estimators=100, n_jobs=THREADS, verbose=-1, random_state=seed).fit(as_cat(train[train.treated == a]), train[train.treated == a].visit)
               .predict_proba(as_cat(test))[:, 1] for a in (0, 1)]
        t, y = test.treated.values, test.visit.values
        rows.append(dict(seed=seed, ours=qini(np.array(got['extra']), t, y), lightgbm=qini(two[1] - two[0], t, y), kind=got['kind'],
                         kinds={k: qini(np.array(v), t, y) for k, v in got['all'].items()}))
        print(rows[-1], flush=True)
    return rows


def report(parts):
    import pandas as pd
    lines = ['# The model room beside LightGBM, XGBoost and scikit-learn', '', 'Threads: %d. %s' % (THREADS, time.strftime('%Y-%m-%d')), '']
    if 'quality' in parts:
        q, money = parts['quality']
        q = pd.DataFrame(q)
        for measure in ('auc', 'log_loss', 'ece'):
            table = q.pivot_table(index='set', columns='who', values=measure)
            lines += ['## ' + measure + ', mean of the seeds', '', '| | ' + ' | '.join(table.columns) + ' |', '|---' * (len(table.columns) + 1) + '|']
            lines += ['| %s | ' % i + ' | '.join('%.4f' % v for v in r) + ' |' for i, r in zip(table.index, table.values)]
            lines += ['']
            if measure == 'auc':
                lead = table.Evenkeel - table.drop(columns='Evenkeel').max(axis=1)
                lines += ['Evenkeel minus the best of the others: mean %.4f, worst %.4f (%s)' % (lead.mean(), lead.min(), lead.idxmin()), '']
        lines += ['Dropped for everyone: ' + '; '.join('%s: %s' % (k, ', '.join(v[3])) for k, v in SETS.items() if v[3]), '']
        lines += ['## money in the top 20 % of the panel\'s last month', '', '| seed | Evenkeel | HGB, direct | balance | difference, paired interval |', '|---|---|---|---|---|']
        lines += ['| %d | %.4f | %.4f | %.4f | %.4f to %.4f |' % (m['seed'], m['ours'], m['hgb'], m['balance'], m['low'], m['high']) for m in money] + ['']
    if 'speed' in parts:
        lines += speed.report(parts['speed'])
    if 'uplift' in parts:
        u = pd.DataFrame(parts['uplift'])
        lines += ['## Qini, Hillstrom, visit, mens against none, on the half of the rows that was not learnt from', '', '| seed | Evenkeel | two models of LightGBM |', '|---|---|---|']
        lines += ['| %d | %.5f | %.5f |' % (r.seed, r.ours, r.lightgbm) for r in u.itertuples()]
        lines += ['| mean | %.5f | %.5f |' % (u.ours.mean(), u.lightgbm.mean()), '']
    path = os.path.join(HOME, 'model.md')
    with open(path, 'w') as f:
        f.write('\n'.join(lines))
    print('\n'.join(lines), '\nwritten to', path)


def main():
    a = argparse.ArgumentParser(description=__doc__)
    a.add_argument('--seeds', type=int, default=5)
    a.add_argument('--quick', action='store_true', help='one seed, 100,000 made-up rows')
    a.add_argument('--rounds', type=int, default=3, help='of the speed part')
    a.add_argument('--patience', type=float, default=30, help='seconds to wait for a quiet machine before each timed run')
    a.add_argument('--only', default='quality,speed,uplift')
    a.add_argument('--trees', type=int, default=200), a.add_argument('--leaves', type=int, default=15), a.add_argument('--rate', type=float, default=.05)
    a = a.parse_args()
    os.makedirs(HOME, exist_ok=True)
    enter()
    if not os.path.isdir(DATA):
        sys.exit('no data sets at %s: set EVENKEEL_DATA' % DATA)
    subprocess.run(['go', 'test', '-c', '-o', os.path.join(HOME, 'model.test'), './model'], check=True, env=dict(os.environ, CGO_ENABLED='0'))
    seeds, parts = 1 if a.quick else a.seeds, {}
    for part in a.only.split(','):
        if part == 'quality':
            parts[part] = quality(seeds, a.trees, a.leaves, a.rate)
        elif part == 'speed':
            parts[part] = speed.run(HOME, DATA, ours, 100_000 if a.quick else 800_000, 1 if a.quick else a.rounds, a.patience, (1, 2))
        elif part == 'uplift':
            parts[part] = uplift(seeds)
    report(parts)


main()
