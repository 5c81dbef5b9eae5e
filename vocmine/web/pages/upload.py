"""Upload: the files as they were understood, correctable in place; then one button, and how far the mining is."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from vocmine import compose
from vocmine.errors import NotFound, VocmineError
from vocmine.readers.plan import ImportPlan
from vocmine.web import jobs, loaders, parts, preview, routes, state, text
from vocmine.web.jobs import Asked, Job
from vocmine.web.preview import ROLES, Preview

KINDS = ("review", "survey", "transcript")
ENDINGS = ("csv", "tsv", "txt", "xlsx", "xls", "json", "jsonl", "ndjson", "parquet", "vtt", "srt", "zip", "gz")
SHOWN_REJECTS = 5
DROPPED_NOTE = "Dropped as personal"  # the third strip tells it


def show() -> None:
    """Draw the page."""
    st.markdown("# Upload")
    job_id = state.asked("job")
    try:
        if job_id:
            _watch(job_id)
        else:
            _under_way()
            _choose()
    except NotFound as error:
        parts.empty(str(error), "Its folder was swept away; the project is still there.")
        st.button("Upload other files", on_click=_leave)
    except VocmineError as error:
        st.error(text.safe(error))


def _under_way() -> None:
    for job in jobs.running():
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{text.safe(job.asked.project)}** :gray[is being mined: {text.safe(job.progress.step)}]")
            st.button("Show", key=f"show-{job.id}", on_click=_follow, args=(job.id,))


def _choose() -> None:
    hint = "Exports as they come: CSV, Excel, JSON, Parquet, VTT or SRT, also zipped. They stay on this machine."
    files = st.file_uploader(hint, type=list(ENDINGS), accept_multiple_files=True, key="files")
    if not files:
        st.caption("Nothing is stored before you press the button below the preview; e-mail addresses and account numbers are masked.")
        return
    paths = _staged(files)
    detected = _looked(paths, {})
    if detected.error and not detected.headings:
        st.error(text.safe(detected.error))
        return
    plan = detected.plans[0] if detected.plans else None
    options = _strips(detected, plan)
    seen = _looked(paths, options) if options else detected
    _first(seen)
    _start(files[0].name, options, ready=not seen.error)


def _staged(files: Sequence[Any]) -> tuple[Path, ...]:
    """Write the uploads where the mining process will find them; once for each choice of files."""
    chosen = tuple(file.file_id for file in files)
    known = st.session_state.get("staged")
    if known and known[0] == chosen and all(path.exists() for path in known[2]):
        paths: tuple[Path, ...] = known[2]
        return paths
    job_id = jobs.draft()
    paths = jobs.put_files(job_id, [(file.name, file.getvalue()) for file in files])
    st.session_state["staged"] = (chosen, job_id, paths)
    return paths


def _looked(paths: tuple[Path, ...], options: dict[str, Any]) -> Preview:
    # A person's own upload: kept with the session, never in a cache that all share.
    key = (paths, repr(sorted(options.items())))
    known: dict[Any, Preview] = st.session_state.setdefault("looked", {})
    if key not in known:
        if len(known) > 8:
            known.clear()
        with st.spinner("Reading the file …"):
            known[key] = preview.look(paths, options)
    return known[key]


def _strips(detected: Preview, plan: ImportPlan | None) -> dict[str, Any]:
    chosen: dict[str, Any] = {}
    cells = st.columns([4, 6, 4])
    with cells[0].container(border=True, height="stretch"):
        st.markdown("### What it is")
        _shape(detected)
        chosen["kind"] = st.selectbox("Read as", KINDS, index=KINDS.index(plan.kind) if plan else 0, key="as-kind")
    with cells[1].container(border=True, height="stretch"):
        st.markdown("### Which column is what")
        _columns(detected, plan, chosen)
    with cells[2].container(border=True, height="stretch"):
        st.markdown("### What is personal")
        _personal(detected)
    return preview.corrections(plan, chosen)


def _shape(detected: Preview) -> None:
    for plan in detected.plans:
        shape = [plan.format.upper(), plan.encoding, f"{plan.delimiter}-separated" if plan.delimiter else None]
        shape += [f"sheet {plan.sheet}" if plan.sheet else None, f"inside {plan.container}" if plan.container else None]
        st.markdown(f"**{text.safe(plan.file)}**")
        st.caption(text.safe(f"{plan.rows:,} rows · " + " · ".join(part for part in shape if part)))
        for note in plan.notes:
            if not note.startswith(DROPPED_NOTE):
                st.caption(text.safe(note))


def _columns(detected: Preview, plan: ImportPlan | None, chosen: dict[str, Any]) -> None:
    headings = list(detected.headings)
    found = [one.heading for one in plan.texts] if plan else []
    chosen["texts"] = st.multiselect("Text", headings, default=found, key="as-text", placeholder="the column with the words")
    known = [role for role in ROLES if plan and plan.role(role)]
    halves = st.columns(2)
    for place, role in enumerate(("id", *known)):
        with halves[place % 2]:
            chosen[role] = _column_box({"id": "Id", **ROLES}[role], headings, plan.role(role) if plan else None, role)
    with st.popover("More columns", type="tertiary", icon=":material/add:"):
        for role in ROLES:
            if role not in known:
                chosen[role] = _column_box(ROLES[role], headings, None, role)
    if plan and plan.attributes:
        st.caption(text.safe("Kept to filter by: " + ", ".join(plan.attributes[:12]) + (" …" if len(plan.attributes) > 12 else "")))


def _column_box(label: str, headings: list[str], found: str | None, name: str) -> str | None:
    index = headings.index(found) if found in headings else None
    return st.selectbox(label, headings, index=index, key=f"as-{name}", placeholder="no column")


def _personal(detected: Preview) -> None:
    dropped = [pair for plan in detected.plans for pair in plan.dropped]
    for heading, reason in dropped:
        st.markdown(f"{text.safe(heading)} :gray[{text.safe(reason)}, dropped]")
    if not dropped:
        st.markdown(":gray[No column holds personal data by its heading or content.]")
    st.caption("Within the texts, e-mail addresses, phone, card and account numbers and IP addresses are masked before anything is stored.")


def _first(seen: Preview) -> None:
    with st.container(border=True, gap="small"):
        st.markdown("### The first feedbacks, as they will be stored")
        if seen.error:
            st.error(text.safe(seen.error))
        elif not seen.first:
            st.caption("No row holds text; scores alone are kept and counted.")
        for feedback in seen.first:
            facts = [text.day(feedback.created_at), feedback.channel, feedback.customer_segment, feedback.question]
            facts += [f"{name} {value:g}" for name in ("nps", "csat", "ces", "rating") if (value := getattr(feedback, name)) is not None]
            masked = sorted({redaction.entity.lower() for redaction in feedback.redactions})
            facts += [f"masked: {', '.join(masked)}"] if masked else []
            with st.container(gap=None):
                st.text(text.short(feedback.text, 300))
                st.caption(text.safe(" · ".join(fact for fact in facts if fact)) or "no other columns")


def _start(name: str, options: dict[str, Any], *, ready: bool) -> None:
    journeys = {journey.id: journey.name for journey in compose.built_in_journeys()}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        known = st.session_state.get(state.PROJECT) or Path(name).stem
        project = st.text_input("Project", value=known, max_chars=200, width=320, key="as-project")
        journey = st.selectbox("Journey", list(journeys), format_func=lambda one: journeys[one], width=280, key="as-journey")
        pressed = st.button("Mine the feedback", type="primary", disabled=not ready or not project.strip())
    if project in {size.name for size in loaders.projects()}:
        st.caption(f"The rows are added to “{text.safe(project)}”; rows that it knows already are not doubled.")
    if pressed:
        _, job_id, _ = st.session_state.pop("staged")
        jobs.start(job_id, Asked(project.strip(), journey, options))
        st.query_params["job"] = job_id
        st.rerun()


def _watch(job_id: str) -> None:
    job = jobs.find(job_id)
    st.markdown(f"## {text.safe(job.asked.project)}")
    if job.progress.status == "running":
        _bar(job_id)
    elif job.progress.status == "failed":
        _failed(job)
    else:
        _done(job)


@st.fragment(run_every=1.0)
def _bar(job_id: str) -> None:
    progress = jobs.find(job_id).progress
    if progress.status != "running":
        st.rerun()
    with st.container(border=True):
        part = min(1.0, progress.done / progress.total) if progress.total else 0.0
        told = f"{progress.done:,} of {progress.total:,}" if progress.total else ""
        st.progress(part, text=f"{text.safe(progress.step.capitalize())} :gray[{told}]")
        st.caption("You may close this page: mining goes on, and this address shows it again.")


def _failed(job: Job) -> None:
    st.error(text.safe(job.progress.error))
    _rejects(job)
    st.button("Upload other files", on_click=_leave)


def _done(job: Job) -> None:
    told = job.progress.summary
    cells = st.columns(4)
    for cell, (label, name) in zip(
        cells, (("Rows read", "read"), ("Stored", "stored"), ("Statements", "segments"), ("Themes", "themes")), strict=True
    ):
        with cell.container(border=True):
            st.metric(label, f"{told.get(name, 0):,}")
    skipped = ", ".join(f"{n:,} skipped ({reason})" for reason, n in told.get("skipped", {}).items())
    rest = [
        f"{told.get('updated', 0):,} updated",
        f"{told.get('duplicate', 0):,} known already",
        skipped,
        f"{told.get('rejected', 0):,} rejected",
    ]
    st.caption(text.safe(" · ".join(part for part in rest if part)))
    _rejects(job)
    with st.container(horizontal=True):
        if st.button("Open the journey map", type="primary"):
            st.switch_page(routes.page(routes.MAP), query_params={state.PROJECT: job.asked.project})
        st.button("Upload other files", on_click=_leave)


def _rejects(job: Job) -> None:
    for one in job.progress.summary.get("rejects", ())[:SHOWN_REJECTS]:
        where = f"{one['file']}, row {one['row']}" + (f", column {one['column']}" if one.get("column") else "")
        st.caption(text.safe(f"{where}: {one['message']}"))
    report = job.progress.summary.get("report")
    if report and Path(report).is_file():
        st.download_button(
            "Download the rejected rows", Path(report).read_bytes(), "rejected-rows.jsonl", "application/jsonl", on_click="ignore"
        )


def _follow(job_id: str) -> None:
    st.query_params["job"] = job_id


def _leave() -> None:
    st.query_params.clear()
