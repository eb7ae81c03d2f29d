"""One timed run of LightGBM or XGBoost, in a process of its own: fit, predict, explain. Prints JSON."""
import gc, json, resource, sys, time
import numpy as np


def cpu():
    r = resource.getrusage(resource.RUSAGE_SELF)
    return r.ru_utime + r.ru_stime


def status(key):
    """A line of /proc/self/status, in bytes."""
    with open('/proc/self/status') as f:
        return next(int(line.split()[1]) * 1024 for line in f if line.startswith(key + ':'))


def timed(do):
    """Seconds on the clock and of the processor."""
    c, w = cpu(), time.perf_counter()
    out = do()
    return out, time.perf_counter() - w, cpu() - c


def learner(job):
    c = job['Config']
    if job['Who'] == 'LightGBM':
        import lightgbm as lgb
        options = dict(objective='binary', num_leaves=c['Leaves'], learning_rate=c['Rate'], max_bin=c['Bins'], num_threads=c['Threads'], verbose=-1)
        return (lambda X, y: lgb.train(options, lgb.Dataset(X, y), c['Trees']), lambda b, x: b.predict(x, num_threads=c['Threads']),
                lambda b, x: b.predict(x, pred_contrib=True, num_threads=c['Threads']))
    import xgboost as xgb
    options = dict(objective='binary:logistic', max_leaves=c['Leaves'], max_depth=0, grow_policy='lossguide', eta=c['Rate'], max_bin=c['Bins'],
                   nthread=c['Threads'], tree_method='hist')
    return (lambda X, y: xgb.train(options, xgb.QuantileDMatrix(X, y, max_bin=c['Bins'], nthread=c['Threads']), c['Trees']), lambda b, x: b.inplace_predict(x),
            lambda b, x: b.predict(xgb.DMatrix(x, nthread=c['Threads']), pred_contribs=True))


def main():
    with open(sys.argv[1]) as f:
        job = json.load(f)
    rows, columns = job['Rows'], job['Columns']
    raw = np.fromfile(job['Matrix'], dtype='<f8')
    X, y = raw[:rows * columns].reshape(rows, columns), raw[rows * columns:]
    fit, predict, explain = learner(job)
    gc.collect()
    with open('/proc/self/clear_refs', 'w') as f:
        f.write('5')  # forgets the peak so far
    loaded = status('VmRSS')
    b, wall, seconds = timed(lambda: fit(X, y))
    out = dict(fit=wall, fit_cpu=seconds, memory=status('VmHWM') - loaded)
    batch = X[np.arange(job['Batch']) % rows]
    _, out['predict'], out['predict_cpu'] = timed(lambda: predict(b, batch))
    ones = [timed(lambda: predict(b, X[i:i + 1]))[1] for i in range(1000)]
    out['one'] = float(np.median(ones))
    _, out['explain'], out['explain_cpu'] = timed(lambda: explain(b, X[:job['Explain']]))
    print(json.dumps(out))


main()
