'use strict';
(() => {
  const drawn = JSON.parse(document.getElementById('data').textContent);
  const DASHES = [[], [8, 4], [2, 3], [10, 3, 2, 3]];
  const STYLES = ['solid', 'dashed', 'dotted', 'double'];
  const COLOURS = 6;
  const FONT = '12px system-ui, sans-serif';
  const plots = [];

  // A canvas needs colours, not the names of variables: an element that has them resolves these.
  const probe = document.createElement('span');
  probe.hidden = true;
  document.body.append(probe);
  const colour = name => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const seriesColour = i => `series-${(i % COLOURS) + 1}`;
  const style = i => Math.floor(i / COLOURS) % DASHES.length === 0 ? i % DASHES.length : (i + 1) % DASHES.length;

  const number = value => {
    if (value === null || value === undefined) return '';
    const size = Math.abs(value);
    if (value !== 0 && (size < 1e-3 || size >= 1e7)) return value.toExponential(2);
    return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
  };

  const axis = (label, vertical) => ({
    label,
    labelFont: FONT,
    labelSize: 18,
    font: FONT,
    stroke: () => colour('muted'),
    grid: {stroke: () => colour('line'), width: 1},
    ticks: {stroke: () => colour('line'), width: 1, size: 4},
    gap: 4,
    size: vertical ? (u, values) => 14 + Math.max(3, ...(values || []).map(v => v.length)) * 6.5 : 28,
    values: (u, splits) => splits.map(number),
  });

  /** The spec as columns of uPlot: one x for all series. */
  const columns = spec => {
    if (spec.kind === 'points') {
      const {x, y} = spec.series[0];
      return [x, y, x];
    }
    const tables = spec.series.map(s => [s.x, s.y]);
    const diagonal = spec.kind === 'reliability' ? [[[0, 1], [0, 1]]] : [];
    return uPlot.join([...tables, ...diagonal], [...tables, ...diagonal].map(() => [0, 0]));
  };

  /** Bars of two series stand side by side. */
  const paths = (spec, i) => {
    if (spec.kind === 'points') return () => null;
    if (spec.kind !== 'bars') return undefined;
    const two = spec.series.length > 1;
    return uPlot.paths.bars({size: [two ? 0.42 : 0.84, 60], align: two ? (i === 0 ? -1 : 1) : 0});
  };

  const line = (spec, name, i) => ({
    label: name,
    stroke: () => colour(seriesColour(i)),
    width: spec.kind === 'points' || spec.kind === 'bars' ? 0 : 2,
    dash: spec.kind === 'bars' ? [] : DASHES[style(i)],
    spanGaps: true,
    paths: paths(spec, i),
    fill: spec.kind === 'bars' ? () => colour(seriesColour(i)) : undefined,
    points: {
      show: spec.kind !== 'bars' && (spec.kind === 'points' || spec.series[i].x.length < 40),
      size: 5,
      width: 1,
      stroke: () => colour(seriesColour(i)),
      fill: () => colour(spec.kind === 'points' ? seriesColour(i) : 'surface'),
    },
    value: (u, value) => number(value),
  });

  const draw = spec => {
    const element = document.getElementById(spec.id);
    const square = spec.kind === 'reliability' || spec.kind === 'points';
    const height = square || spec.kind === 'bars' ? 300 : 200;
    const share = spec.kind === 'reliability' || spec.kind === 'shares';
    const padded = (u, min, max) => {
      const pad = (max - min) * 0.03 || 1;
      return [min - pad, max + pad];
    };
    const xRange = share || spec.kind === 'bars' ? [0, 1] : spec.kind === 'points' ? padded : undefined;
    const yRange = share ? [0, 1.02] : spec.kind === 'bars' ? (u, min, max) => [0, max * 1.05] : undefined;
    const series = spec.series.map((s, i) => line(spec, s.name, i));
    if (square) {
      series.push({
        label: 'diagonal',
        stroke: () => colour('muted'),
        width: 1,
        dash: [2, 4],
        spanGaps: true,
        points: {show: false},
        value: (u, value) => number(value),
      });
    }
    const plot = new uPlot({
      width: element.clientWidth,
      height,
      padding: [10, 16, 0, 0],
      scales: {x: {time: false, range: xRange}, y: {range: yRange}},
      axes: [axis(spec.x, false), axis(spec.y, true)],
      series: [{label: spec.x, value: (u, value) => number(value)}, ...series],
      legend: {
        markers: {
          width: 2,
          stroke: (u, i) => `var(--${i > spec.series.length ? 'muted' : seriesColour(i - 1)})`,
          fill: () => 'none',
          dash: (u, i) => i > spec.series.length ? 'dotted' : STYLES[style(i - 1)],
        },
      },
    }, columns(spec), element);
    plots.push(plot);
    plot.root.querySelector('.u-wrap').setAttribute('aria-hidden', 'true');
    new ResizeObserver(() => {
      if (element.clientWidth > 0 && element.clientWidth !== plot.width) {
        plot.setSize({width: element.clientWidth, height});
      }
    }).observe(element);
    element.addEventListener('keydown', event => move(plot, event));
    legendKeys(plot);
    return plot;
  };

  /** Arrow keys move the cursor from point to point; the legend tells the values. */
  const move = (plot, event) => {
    const step = {ArrowRight: 1, ArrowLeft: -1}[event.key];
    if (!step) return;
    event.preventDefault();
    const last = plot.data[0].length - 1;
    const from = plot.cursor.idx ?? (step > 0 ? -1 : last + 1);
    const to = Math.min(last, Math.max(0, from + step));
    plot.setCursor({left: plot.valToPos(plot.data[0][to], 'x'), top: plot.over.clientHeight / 2});
  };

  /** The legend's names are buttons that hide and show a line. */
  const legendKeys = plot => {
    plot.root.querySelectorAll('.u-legend .u-series').forEach((row, i) => {
      const name = row.querySelector('th');
      if (i === 0) return;
      const tell = () => name.setAttribute('aria-pressed', String(plot.series[i].show));
      name.setAttribute('role', 'button');
      name.tabIndex = 0;
      name.title = 'Hide or show';
      tell();
      name.addEventListener('click', () => setTimeout(tell));
      name.addEventListener('keydown', event => {
        if (event.key === 'Enter' || event.key === ' ') {
          event.preventDefault();
          name.click();
        }
      });
    });
  };

  const chooseThresholds = (spec, plot) => {
    const select = document.getElementById('threshold-choice');
    select.form.hidden = false;
    select.addEventListener('change', () => {
      const chosen = spec.choices[select.selectedIndex];
      plot.setData([spec.series[0].x, ...chosen.y]);
    });
  };

  const value = cell => {
    const text = cell.dataset.value ?? cell.textContent.trim();
    const parsed = Number(text);
    return text === '' || Number.isNaN(parsed) ? text : parsed;
  };

  const compare = (a, b) => {
    if (typeof a === 'number' && typeof b === 'number') return a - b;
    if (typeof a === 'number' || typeof b === 'number') return typeof a === 'number' ? 1 : -1;
    return a.localeCompare(b);
  };

  /** A heading's button sorts its table: numbers downwards first, texts upwards. */
  const sortable = table => {
    const headings = [...table.tHead.rows[0].cells];
    headings.forEach((heading, column) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.append(...heading.childNodes);
      heading.append(button);
      button.addEventListener('click', () => {
        const body = table.tBodies[0];
        const rows = [...body.rows];
        const numeric = rows.some(row => typeof value(row.cells[column]) === 'number');
        const before = heading.getAttribute('aria-sort');
        const up = before ? before === 'descending' : !numeric;
        headings.forEach(other => other.removeAttribute('aria-sort'));
        heading.setAttribute('aria-sort', up ? 'ascending' : 'descending');
        rows.sort((a, b) => (up ? 1 : -1) * compare(value(a.cells[column]), value(b.cells[column])));
        body.append(...rows);
      });
    });
  };

  /** Rows and columns of the matrix in another order, counts or shares. */
  const confusion = table => {
    const order = document.getElementById('confusion-order');
    const cells = document.getElementById('confusion-cells');
    order.form.hidden = false;
    const body = table.tBodies[0];
    const rows = [...body.rows].map(row => ({row, ...row.dataset}));
    const lines = [table.tHead.rows[0], ...body.rows].map(row => {
      const all = [...row.cells];
      return {row, first: all[0], labels: all.slice(1, rows.length + 1), rest: all.slice(rows.length + 1)};
    });
    order.addEventListener('change', () => {
      const places = rows.map((_, i) => i);
      if (order.value === 'label') places.sort((a, b) => rows[a].label.localeCompare(rows[b].label));
      if (order.value === 'total') places.sort((a, b) => rows[b].total - rows[a].total);
      if (order.value === 'errors') places.sort((a, b) => rows[b].errors - rows[a].errors);
      lines.forEach(({row, first, labels, rest}) => row.append(first, ...places.map(i => labels[i]), ...rest));
      body.append(...places.map(i => rows[i].row));
    });
    const counts = [...table.querySelectorAll('td[data-percent]')].map(cell => [cell, cell.textContent]);
    cells.addEventListener('change', () =>
      counts.forEach(([cell, count]) => {
        cell.textContent = cells.value === 'percent' ? cell.dataset.percent : count;
      }));
  };

  const theme = () => {
    const button = document.getElementById('theme');
    const system = matchMedia('(prefers-color-scheme: dark)');
    let dark = system.matches;
    const show = () => {
      button.setAttribute('aria-pressed', String(dark));
      plots.forEach(plot => plot.redraw(false));
    };
    button.hidden = false;
    button.addEventListener('click', () => {
      dark = !dark;
      document.documentElement.style.colorScheme = dark ? 'dark' : 'light';
      show();
    });
    system.addEventListener('change', () => {
      dark = system.matches;
      document.documentElement.style.colorScheme = '';
      show();
    });
    show();
  };

  drawn.charts.forEach(spec => {
    const plot = draw(spec);
    if (spec.choices) chooseThresholds(spec, plot);
  });
  document.querySelectorAll('table.sortable').forEach(sortable);
  const matrix = document.getElementById('confusion-matrix');
  if (matrix) confusion(matrix);
  theme();
})();
