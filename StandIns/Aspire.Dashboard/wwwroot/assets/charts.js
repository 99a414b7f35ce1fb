// Draws the figure's table, which is what everybody has without scripts: a column is a line, a row a step.

const figure = () => document.querySelector('.chart');
const number = new Intl.NumberFormat('en', { maximumSignificantDigits: 4 });
const short = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 });
let chart = null;

// Colours are resolved by an element: a custom property's own text may be anything, light-dark() for instance.
function colour(name) {
  const probe = document.body.appendChild(document.createElement('span'));
  probe.hidden = true;
  probe.style.color = `var(--${name})`;
  const resolved = getComputedStyle(probe).color;
  probe.remove();
  return resolved;
}

function read(table) {
  const rows = [...table.tBodies[0].rows];
  return {
    labels: rows.map(row => row.querySelector('time').textContent.slice(0, 8)),
    datasets: [...table.tHead.rows[0].cells].slice(1).map((head, i) => ({
      label: head.textContent,
      unit: head.dataset.unit ?? '',
      data: rows.map(row => row.cells[i + 1].dataset.value === undefined ? null : Number(row.cells[i + 1].dataset.value)),
      borderColor: colour(`tone-${i % 8}`),
      backgroundColor: colour(`tone-${i % 8}`),
      borderWidth: 2,
      pointRadius: 0,
      pointHitRadius: 10,
    })),
  };
}

function draw() {
  const place = figure();
  if (!place) {
    return;
  }
  const data = read(place.querySelector('table'));
  const text = { color: colour('soft'), font: { family: getComputedStyle(place).fontFamily, size: 12 } };
  const line = colour('line');
  // A value without neighbours has no line to be seen by.
  data.datasets.forEach(set => {
    set.pointRadius = set.data.map((value, i) => (set.data[i - 1] ?? set.data[i + 1] ?? null) === null ? 3 : 0);
  });
  if (chart && chart.canvas === place.querySelector('canvas') && chart.data.datasets.length === data.datasets.length) {
    chart.data.labels = data.labels;
    chart.data.datasets.forEach((set, i) => Object.assign(set, data.datasets[i]));
    chart.update('none');
    return;
  }
  chart?.destroy();
  chart = new Chart(place.querySelector('canvas'), {
    type: 'line',
    data,
    options: {
      responsive: true,
      maintainAspectRatio: false,
      animation: false,
      interaction: { mode: 'index', intersect: false },
      scales: {
        x: { grid: { display: false }, border: { color: line }, ticks: { ...text, maxRotation: 0, autoSkip: true, autoSkipPadding: 24 } },
        y: { beginAtZero: true, grid: { color: line }, border: { display: false }, ticks: { ...text, maxTicksLimit: 6, callback: value => short.format(value) } },
      },
      plugins: {
        legend: { display: data.datasets.length > 1, align: 'start', position: 'bottom', labels: { ...text, usePointStyle: true, pointStyle: 'line', boxHeight: 8 } },
        tooltip: {
          filter: item => item.parsed.y !== null,
          callbacks: { label: item => ` ${item.dataset.label}: ${number.format(item.parsed.y)} ${item.dataset.unit}` },
        },
      },
    },
  });
}

function redraw() {
  chart?.destroy();
  chart = null;
  draw();
}

document.addEventListener('content', draw);
document.addEventListener('theme', redraw);
document.addEventListener('click', event => {
  const button = event.target.closest?.('.chart .as-table');
  if (button) {
    const isTable = document.documentElement.toggleAttribute('data-tables');
    button.setAttribute('aria-pressed', isTable);
  }
});
draw();
