// Draws each <figure class="chart"> from the table in it:
//   figure  data-chart: bars (stacked) or lines; data-max: the axis goes at least so far
//   head    a column each; data-tone: its colour (--plot-...); data-unit: what its numbers are
//   rows    a heading (a time, a day or a text) and cells; data-value: the raw number, absent if there is none; data-text: shown in place
//           of the number

const charts = new Map();
const maxLabelLength = 28;
const reducedMotion = matchMedia('(prefers-reduced-motion: reduce)');
const number = new Intl.NumberFormat(undefined, { maximumFractionDigits: 2 });
const shortNumber = new Intl.NumberFormat(undefined, { notation: 'compact', maximumFractionDigits: 1 });
const day = new Intl.DateTimeFormat(undefined, { month: 'short', day: 'numeric', timeZone: 'UTC' });
const hour = new Intl.DateTimeFormat(undefined, { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' });

// An element resolves the colours: the text of a custom property may be light-dark(), for example.
function colours(figure) {
  const probe = figure.appendChild(document.createElement('span'));
  probe.hidden = true;
  const named = name => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const tones = [...figure.querySelectorAll('th[data-tone]')].map(heading => heading.dataset.tone);
  const result = Object.fromEntries([
    ...['ink', 'soft', 'line', 'surface'].map(name => [name, named(name)]),
    ...tones.map(name => [name, named(`plot-${name}`)]),
  ]);
  probe.remove();
  return result;
}

function short(text) {
  const characters = [...text.trim()];
  return characters.length > maxLabelLength ? `${characters.slice(0, maxLabelLength - 1).join('')}…` : characters.join('');
}

function label(heading) {
  const time = heading.querySelector('time');
  if (!time) {
    return short(heading.textContent);
  }
  const isDay = !time.dateTime.includes('T');
  return (isDay ? day : hour).format(new Date(time.dateTime));
}

function read(figure) {
  const columns = [...figure.querySelectorAll('thead th')].slice(1);
  const rows = [...figure.querySelectorAll('tbody tr')];
  return {
    labels: rows.map(row => label(row.cells[0])),
    series: columns.map((column, i) => ({
      name: short(column.textContent),
      tone: column.dataset.tone,
      unit: column.dataset.unit ?? '',
      values: rows.map(row => row.cells[i + 1].dataset.value === undefined ? null : Number(row.cells[i + 1].dataset.value)),
      texts: rows.map(row => row.cells[i + 1].dataset.text),
    })),
  };
}

function configure(figure, isNew) {
  const { labels, series } = read(figure);
  const colour = colours(figure);
  const isBars = figure.dataset.chart === 'bars';
  const text = { color: colour.soft, font: { family: getComputedStyle(figure).fontFamily, size: 12 } };
  return {
    type: isBars ? 'bar' : 'line',
    data: {
      labels,
      datasets: series.map(({ name, tone, unit, values, texts }) => ({
        label: name,
        unit,
        texts,
        data: values,
        backgroundColor: colour[tone],
        borderColor: colour[tone],
        borderWidth: isBars ? 0 : 2,
        borderRadius: isBars ? 2 : 0,
        maxBarThickness: 36,
        categoryPercentage: 0.86,
        barPercentage: 1,
        tension: 0.25,
        cubicInterpolationMode: 'monotone',
        // A value without neighbours has no line: it gets a point.
        pointRadius: ({ dataIndex: i }) => (values[i - 1] ?? values[i + 1] ?? null) === null ? 3 : 0,
        pointHitRadius: 12,
      })),
    },
    options: {
      responsive: true,
      maintainAspectRatio: false,
      animation: isNew && !reducedMotion.matches ? { duration: 250 } : false,
      interaction: { mode: 'index', intersect: false },
      scales: {
        x: {
          stacked: isBars,
          grid: { display: false },
          border: { color: colour.line },
          ticks: { ...text, maxRotation: 0, autoSkip: true, autoSkipPadding: 24 },
        },
        y: {
          stacked: isBars,
          beginAtZero: true,
          suggestedMax: Number(figure.dataset.max) || undefined,
          grid: { color: colour.line },
          border: { display: false },
          ticks: { ...text, maxTicksLimit: 6, precision: isBars ? 0 : undefined, callback: value => shortNumber.format(value) },
        },
      },
      plugins: {
        legend: {
          display: series.length > 1,
          align: 'start',
          position: 'bottom',
          labels: { ...text, usePointStyle: true, pointStyle: isBars ? 'rectRounded' : 'line', boxHeight: 8 },
        },
        tooltip: {
          backgroundColor: colour.ink,
          titleColor: colour.surface,
          bodyColor: colour.surface,
          bodyFont: text.font,
          titleFont: text.font,
          usePointStyle: true,
          filter: item => item.parsed.y !== null,
          callbacks: {
            label: ({ dataset, dataIndex, parsed }) =>
              ` ${dataset.label}: ${dataset.texts[dataIndex] ?? number.format(parsed.y)}${dataset.unit}`,
          },
        },
      },
    },
  };
}

function draw(figure, isNew) {
  charts.get(figure)?.destroy();
  charts.set(figure, new Chart(figure.querySelector('canvas'), configure(figure, isNew)));
}

function removeDetached() {
  for (const [figure, chart] of charts) {
    if (!figure.isConnected) {
      chart.destroy();
      charts.delete(figure);
    }
  }
}

const figuresIn = part => [...(part.matches('.chart') ? [part] : []), ...part.querySelectorAll('.chart')];

function showChoice(figure) {
  const button = figure.querySelector('.as-table-button');
  button.setAttribute('aria-pressed', figure.classList.contains('as-table'));
}

for (const figure of figuresIn(document.body)) {
  draw(figure, true);
}
document.addEventListener('content', event => {
  removeDetached();
  for (const figure of event.detail.flatMap(figuresIn)) {
    showChoice(figure);
    draw(figure, false);
  }
});
document.addEventListener('theme', () => {
  for (const figure of charts.keys()) {
    draw(figure, false);
  }
});
document.addEventListener('click', event => {
  const figure = event.target.closest?.('.as-table-button')?.closest('.chart');
  if (figure) {
    figure.classList.toggle('as-table');
    showChoice(figure);
  }
});
