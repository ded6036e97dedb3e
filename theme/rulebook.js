"use strict";

// The skip link belongs before everything else; mdBook's header comes after its sidebar.
(function () {
    const skip = document.querySelector(".skip-link");
    if (skip) { document.body.prepend(skip); }
})();

// Facets over the table of all guidelines. Without this script the table is all there, and so are the lists below it.
(function () {
    const area = document.querySelector(".filterable");
    const table = area && area.querySelector("table");
    if (!table || !table.tBodies.length) { return; }

    const rows = Array.from(table.tBodies[0].rows);
    const heads = Array.from(table.tHead.rows[0].cells).map((cell) => cell.textContent.trim());
    const words = (row, column) => row.cells[column].textContent.split(",").map((word) => word.trim()).filter(Boolean);
    const query = new URLSearchParams(location.search);
    const order = { Level: ["must", "should", "may"], Status: ["draft", "active", "deprecated", "superseded", "retired"] };
    // A topic's title is one value even if it has a comma.
    const values = (row, column) => heads[column] === "Tags" ? words(row, column) : [row.cells[column].textContent.trim()];

    const form = document.createElement("form");
    form.className = "filters";
    form.setAttribute("role", "search");
    form.setAttribute("aria-label", "Filter guidelines");
    form.addEventListener("submit", (event) => event.preventDefault());
    const field = (title, control) => {
        const label = document.createElement("label");
        label.append(title, control);
        form.append(label);
        control.name = title.toLowerCase();
        control.addEventListener("input", show);
        return control;
    };

    const text = field("Words", document.createElement("input"));
    text.type = "search";
    text.value = query.get("words") || "";
    // mdBook listens for single letters on the whole page.
    text.addEventListener("keydown", (event) => event.stopPropagation());

    const facets = heads.map((head, column) => {
        if (head === "Id" || head === "Guideline") { return null; }
        const known = [...new Set(rows.flatMap((row) => values(row, column)))].filter(Boolean);
        const place = (value) => (order[head] || known).indexOf(value);
        if (order[head]) { known.sort((a, b) => place(a) - place(b)); }
        if (head === "Tags") { known.sort(); }
        const select = document.createElement("select");
        select.append(new Option("any", ""), ...known.map((value) => new Option(value, value)));
        select.value = query.get(head.toLowerCase()) || "";
        if (select.selectedIndex < 0) { select.value = ""; }
        return field(head, select);
    });

    const found = document.createElement("output");
    table.closest(".table-wrapper, table").before(form, found);

    function show() {
        const wanted = text.value.toLowerCase().split(/\s+/).filter(Boolean);
        let count = 0;
        for (const row of rows) {
            const all = row.textContent.toLowerCase();
            const fits = wanted.every((word) => all.includes(word))
                && facets.every((facet, column) => !facet || !facet.value || values(row, column).includes(facet.value));
            row.hidden = !fits;
            count += fits ? 1 : 0;
        }
        found.textContent = count + " of " + rows.length + " guidelines";
        const chosen = [text, ...facets.filter(Boolean)].filter((control) => control.value);
        const now = new URLSearchParams(chosen.map((control) => [control.name, control.value])).toString();
        try { history.replaceState(null, "", (now ? "?" + now : location.pathname) + location.hash); } catch { /* a local file */ }
    }
    show();
})();
