// The page behind a launch: what it shows comes from the launch's handle, and everything is set as text.
const handle = new URLSearchParams(location.search).get('launch') ?? '';
const base = `/api/launches/${encodeURIComponent(handle)}`;
const at = (id) => document.getElementById(id);
const RULES = {
  age: 'by age', weight: 'by weight', not_given: 'no age was given: both sets are shown',
  not_usable: 'the age could not be read: both sets are shown', no_rule: 'the agency has no rule: both sets are shown',
};

let canExport = false;

async function call(path, body) {
  const options = body ? { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {};
  const response = await fetch(base + path, options);
  const answer = await response.json();
  if (response.ok) return answer;
  const wait = answer.retryAfter ? ` Again in ${answer.retryAfter} s.` : '';
  throw new Error(`${answer.title}.${wait} (${answer.requestId})`);
}

function show(answer) {
  at('protocols').replaceChildren(...(answer.protocols ?? []).map(protocol));
  at('notice').textContent = answer.answer === 'none' ? `No protocol: ${answer.because}` : (answer.notices ?? []).join(', ');
}

function protocol({ number, name, sections }) {
  const item = document.createElement('li');
  for (const section of sections) {
    const details = document.createElement('details');
    const summary = document.createElement('summary');
    summary.textContent = `${number} ${name}: ${section.name} (${section.age}, ${section.level})`;
    const text = document.createElement('p');
    text.textContent = section.text;
    details.append(summary, text);
    item.append(details);
  }
  if (canExport) {
    const button = document.createElement('button');
    button.textContent = `Send ${number} to ePCR`;
    button.addEventListener('click', () => send(number, sections.map((section) => section.name), button));
    item.append(button);
  }
  return item;
}

async function send(number, sections, button) {
  button.disabled = true;
  try {
    const { id } = await call('/export', { protocol_number: number, sections: [...new Set(sections)] });
    at('notice').textContent = `Taken: ${id}`;
  } catch (error) {
    at('notice').textContent = error.message;
    button.disabled = false;
  }
}

at('search').addEventListener('submit', async (event) => {
  event.preventDefault();
  try {
    show(await call('/search', { query: at('query').value }));
  } catch (error) {
    at('notice').textContent = error.message;
  }
});

call('').then((launch) => {
  canExport = launch.canExport;
  at('category').textContent = launch.ageCategory;
  at('category').className = launch.ageCategory;
  at('rule').textContent = RULES[launch.ageRule] ?? launch.ageRule;
  if (launch.returnUrl) {
    // The policy of the agency has allowed it; scripts are not among what a policy can allow.
    at('return').href = launch.returnUrl;
    at('return').hidden = false;
  }
  if (launch.answer) show(launch.answer);
}).catch((error) => { at('notice').textContent = error.message; });
