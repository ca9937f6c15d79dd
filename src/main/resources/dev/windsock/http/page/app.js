'use strict';
// The page: asks for one symbol, shows the answer, and asks again every few seconds with the
// answer's validator, so that an unchanged answer costs a 304.
(() => {
  const POLL_MS = 5000;
  const $ = id => document.getElementById(id);
  const state = { url: null, etag: null, timer: 0, asked: 0 };

  // What rounds to nothing has no sign.
  const round = (value, digits) => Number(value.toFixed(digits)) || 0;
  const number = (value, digits = 2) => value === null || value === undefined ? '–' : round(value, digits).toFixed(digits).replace('-', '−');
  const signed = (value, digits = 2) => value === null || value === undefined ? '–' : (round(value, digits) > 0 ? '+' : '') + number(value, digits);
  const polarity = value => value > 0.05 ? 'bullish' : value < -0.05 ? 'bearish' : 'neutral';

  function ago(from, to) {
    const s = Math.max(0, Math.round((to - from) / 1000));
    if (s < 90) return s + ' s ago';
    if (s < 5400) return Math.round(s / 60) + ' min ago';
    return s < 129600 ? Math.round(s / 3600) + ' h ago' : Math.round(s / 86400) + ' d ago';
  }

  function element(name, text, className) {
    const made = document.createElement(name);
    if (text !== undefined && text !== null) made.textContent = text;
    if (className) made.className = className;
    return made;
  }

  function showVerdict(answer) {
    const none = answer.score === null;
    const colour = none ? 'neutral' : answer.label === 'mixed' ? 'mixed' : answer.label;
    $('name').textContent = answer.symbol;
    $('when').textContent = 'as of ' + new Date(answer.as_of).toLocaleTimeString() + ' · ' + answer.status.replace('_', ' ') + (answer.stale ? ' · stale' : '');
    $('score').textContent = none ? 'No data' : signed(answer.score);
    $('score').className = 'figure ' + colour;
    $('label').textContent = none ? '' : answer.label;
    $('label').className = 'tag ' + colour;
    $('label').hidden = none;
    const spoken = none ? 'Nothing was found: that is not the same as neutral.'
      : 'between ' + signed(answer.ci95[0]) + ' and ' + signed(answer.ci95[1]) + ' with 95 % certainty';
    $('spoken').textContent = spoken;

    const x = value => 300 + 280 * Math.max(-1, Math.min(1, value));
    $('dial').setAttribute('class', colour);
    $('dial-title').textContent = none ? 'No score' : 'Score ' + signed(answer.score) + ', ' + spoken;
    $('needle').toggleAttribute('hidden', none);
    $('interval').toggleAttribute('hidden', none);
    if (!none) {
      $('needle').setAttribute('cx', x(answer.score));
      $('interval').setAttribute('x', x(answer.ci95[0]));
      $('interval').setAttribute('width', Math.max(2, x(answer.ci95[1]) - x(answer.ci95[0])));
    }
  }

  function showFacts(answer) {
    const shares = answer.distribution;
    const change = answer.change || {};
    const facts = [
      ['Confidence', Math.round(answer.confidence * 100) + ' %'],
      ['Posts that count', String(answer.n_posts)],
      ['Authors', String(answer.buzz.authors)],
      ['Bullish · neutral · bearish', shares ? [shares.bullish, shares.neutral, shares.bearish].map(s => Math.round(s * 100)).join(' · ') + ' %' : '–'],
      ['Against 1 h ago', signed(change['1h'])],
      ['Against 24 h ago', signed(change['24h'])],
      ['Left out', answer.filtered.duplicates + answer.filtered.spam + answer.filtered.off_target + ' posts'],
      ['Scorer', answer.scorer.id + ' ' + answer.scorer.version]];
    $('facts').replaceChildren(...facts.map(([name, value]) => {
      const pair = element('div');
      pair.append(element('dt', name), element('dd', value));
      return pair;
    }));
    $('warnings').hidden = answer.warnings.length === 0;
    $('warnings').replaceChildren(...answer.warnings.map(warning => element('li', warning)));
  }

  function showSources(answer) {
    const now = Date.parse(answer.as_of);
    const most = Math.max(1, ...answer.sources.map(source => source.n_eff || 0));
    $('sources').replaceChildren(...answer.sources.map(source => {
      const row = element('tr');
      const id = element('th', source.id);
      id.scope = 'row';
      const status = element('td');
      const good = source.status === 'ok' || source.status === 'empty';
      const late = source.status === 'stale' || source.status === 'rate_limited';
      const retry = source.retry_at ? ', again ' + new Date(source.retry_at).toLocaleTimeString() : '';
      status.append(element('span', '', 'dot ' + (good ? 'ok' : late ? 'wait' : 'bad')),
        source.status.replaceAll('_', ' ') + (source.reason ? ' (' + source.reason.replaceAll('_', ' ') + ')' : '') + retry);
      const weight = element('td');
      if (source.n_eff) {
        const meter = element('meter');
        meter.max = most;
        meter.value = source.n_eff;
        meter.setAttribute('aria-label', 'effective posts of ' + source.id);
        weight.append(meter, number(source.n_eff, 0));
      } else {
        weight.textContent = '–';
      }
      const score = element('td', signed(source.score), source.score === null || source.score === undefined ? '' : polarity(source.score));
      const age = source.age_s === null || source.age_s === undefined ? '–' : ago(now - source.age_s * 1000, now);
      row.append(id, status, score, weight, element('td', source.newest ? ago(Date.parse(source.newest), now) : '–'),
        element('td', age), element('td', source.quota ? source.quota.remaining.toLocaleString() + ' calls' : '–'));
      return row;
    }));
  }

  function showEvidence(answer) {
    const now = Date.parse(answer.as_of);
    $('no-evidence').hidden = answer.evidence.length > 0;
    $('evidence').replaceChildren(...answer.evidence.map(post => {
      const item = element('li');
      item.append(element('span', signed(post.score), 'value ' + polarity(post.score)));
      const about = element('div');
      const head = element('div');
      if (/^https?:\/\//.test(post.url || '')) {
        const link = element('a', 'Post on ' + post.source);
        link.href = post.url;
        link.rel = 'noopener noreferrer nofollow';
        link.target = '_blank';
        head.append(link);
      } else {
        head.append('Post on ' + post.source);
      }
      head.append(element('span', ' · ' + ago(Date.parse(post.published), now) + ' · moves the score by ' + signed(post.contribution, 3), 'muted'));
      about.append(head);
      if (post.terms.length) {
        const terms = element('div', null, 'terms');
        terms.append(...post.terms.map(([text, weight]) => element('span', text + ' ' + signed(weight), 'term ' + polarity(weight))));
        about.append(terms);
      }
      item.append(about);
      return item;
    }));
  }

  function show(answer) {
    $('welcome').hidden = true;
    $('answer').hidden = false;
    $('simulated').hidden = !answer.simulated;
    document.title = (answer.score === null ? 'no data' : signed(answer.score)) + ' ' + answer.symbol + ' · Windsock';
    showVerdict(answer);
    showFacts(answer);
    showSources(answer);
    showEvidence(answer);
  }

  function complain(text) {
    $('problem').textContent = text;
    $('problem').hidden = !text;
    if (text) $('live').textContent = '';
  }

  async function ask() {
    clearTimeout(state.timer);
    const turn = ++state.asked;
    const url = state.url;
    let again = true;
    try {
      const response = await fetch(url, { headers: state.etag ? { 'If-None-Match': state.etag } : {}, cache: 'no-store' });
      if (turn !== state.asked) return;
      if (response.status === 200) {
        const answer = await response.json();
        if (turn !== state.asked) return;
        state.etag = response.headers.get('ETag');
        show(answer);
      } else if (response.status !== 304) {
        const problem = await response.json();
        complain(problem.detail || problem.title);
        again = response.status >= 429;
        if (!again) $('answer').hidden = true;
      }
      if (response.status === 200 || response.status === 304) {
        complain('');
        $('live').textContent = 'Live: looked at ' + new Date().toLocaleTimeString();
      }
    } catch (failure) {
      if (turn !== state.asked) return;
      complain('Windsock does not answer. Trying again…');
    }
    if (again && turn === state.asked) state.timer = setTimeout(() => document.hidden ? waitForView() : ask(), POLL_MS);
  }

  function waitForView() {
    document.addEventListener('visibilitychange', ask, { once: true });
  }

  function open() {
    const query = new URLSearchParams(location.search);
    const symbol = (query.get('symbol') || '').trim();
    const range = query.get('window');
    $('symbol').value = symbol;
    $('window').value = [...$('window').options].some(option => option.value === range) ? range : '24h';
    if (!symbol) {
      clearTimeout(state.timer);
      state.asked++;
      $('welcome').hidden = false;
      $('answer').hidden = true;
      $('simulated').hidden = true;
      complain('');
      document.title = 'Windsock';
      return;
    }
    state.url = '/v1/sentiment/' + encodeURIComponent(symbol) + '?window=' + $('window').value + '&evidence=10';
    state.etag = null;
    ask();
  }

  function go() {
    const query = new URLSearchParams({ symbol: $('symbol').value.trim().toUpperCase() });
    if ($('window').value !== '24h') query.set('window', $('window').value);
    history.pushState(null, '', '?' + query);
    open();
  }

  $('search').addEventListener('submit', event => { event.preventDefault(); go(); });
  $('window').addEventListener('change', () => { if ($('symbol').value.trim()) go(); });
  addEventListener('popstate', open);
  open();
})();
