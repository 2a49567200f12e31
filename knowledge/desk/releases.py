"""Releases: a candidate model with the changes of the draft, its gate, publication by a second person, the way back."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select, update

from knowledge.desk.refusal import ChangeRefused
from knowledge.desk.teaching import drafts
from knowledge.models.lab import CaseRun, Release, ReleaseDifference, TrainingChange
from knowledge.office import Office

BUSY = ("waiting", "training", "comparing")
# A release whose worker was not seen for so long has failed; what served goes on serving.
_PATIENCE = timedelta(minutes=5)


@dataclass(frozen=True)
class Gate:
    """What stands in the way of a publication; green when it is ready and nothing does."""

    ready: bool
    broken: int
    unfinished: int
    open: int
    refused: int

    @property
    def green(self) -> bool:
        """Whether it may be published."""
        return self.ready and not (self.broken or self.unfinished or self.open or self.refused)


def begin_release(office: Office, by: int) -> Release:
    """Ask for a candidate with all that is in the draft; refuse while another one is being made."""
    close_dead(office)
    if office.session.scalar(select(Release.id).where(Release.status.in_((*BUSY, "ready"))).limit(1)):
        raise ChangeRefused("release_busy")
    waiting = drafts(office)
    if not waiting:
        raise ChangeRefused("nothing")
    made = Release(proposed_by_id=by, proposed_at=office.now, gate={}, log="")
    office.session.add(made)
    office.session.flush()
    for change in waiting:
        change.release_id = made.id
    office.session.flush()
    return made


def close_dead(office: Office) -> None:
    """End the releases whose worker is gone."""
    gone = Release.status.in_(("training", "comparing")), Release.beat < office.now - _PATIENCE
    for release in office.session.scalars(select(Release).where(*gone)):
        end(office, release, "failed", "the worker ended")


def end(office: Office, release: Release, status: str, log: str = "") -> None:
    """End a release that is not published; its changes stay in the draft."""
    release.status, release.finished_at = status, office.now
    release.log = (release.log + ("\n" if release.log and log else "") + log)[-8000:]
    office.session.execute(
        update(TrainingChange).where(TrainingChange.release_id == release.id).values(release_id=None)
    )
    office.session.flush()


def stop(office: Office, release: Release) -> None:
    """Stop a release that is being made, or give up one that is ready."""
    if release.status in ("waiting", "ready"):
        end(office, release, "cancelled")
    elif release.status in BUSY:
        release.cancel = True
    else:
        raise ChangeRefused("decided")


def gate_of(office: Office, release: Release) -> Gate:
    """Return what stands in the way of a publication."""
    counted = select(ReleaseDifference.decision, func.count()).where(ReleaseDifference.release_id == release.id)
    counts = {name: int(count) for name, count in office.session.execute(counted.group_by(ReleaseDifference.decision))}
    unfinished = select(func.count()).where(CaseRun.release_id == release.id, CaseRun.status != "done")
    return Gate(
        ready=release.status == "ready",
        broken=len(release.gate.get("broken", [])),
        unfinished=int(office.session.scalar(unfinished) or 0),
        open=counts.get("open", 0),
        refused=counts.get("refused", 0),
    )


def decide(office: Office, release: Release, numbers: list[int], decision: str, by: int) -> int:
    """Approve or refuse differences of a release that is ready; return how many."""
    if release.status != "ready" or decision not in ("approved", "refused"):
        raise ChangeRefused("decided")
    wanted = ReleaseDifference.release_id == release.id, ReleaseDifference.id.in_(numbers)
    rows = list(office.session.scalars(select(ReleaseDifference).where(*wanted)))
    for row in rows:
        row.decision, row.decided_by_id, row.decided_at = decision, by, office.now
    office.session.flush()
    return len(rows)


def publish_release(office: Office, release: Release, by: int, note: str = "") -> None:
    """Publish a release whose gate is green; never by the one who asked for it. The worker puts the model in place."""
    office.session.refresh(release, with_for_update=True)
    if release.status != "ready":
        raise ChangeRefused("decided")
    if release.proposed_by_id == by:
        raise ChangeRefused("same_person")
    if not gate_of(office, release).green:
        raise ChangeRefused("gate")
    release.status, release.decided_by_id, release.decided_at, release.note = "published", by, office.now, note[:500]
    office.session.execute(
        update(TrainingChange).where(TrainingChange.release_id == release.id).values(status="published")
    )
    office.session.flush()


def take_back(office: Office, release: Release) -> None:
    """Go back to the model that served before; the changes of the release are drafts again."""
    office.session.refresh(release, with_for_update=True)
    if release.status != "published" or newest(office, "published") is not release:
        raise ChangeRefused("decided")
    release.status = "replaced"
    office.session.execute(
        update(TrainingChange)
        .where(TrainingChange.release_id == release.id)
        .values(status="draft", release_id=None)
    )  # fmt: skip
    office.session.flush()


def newest(office: Office, status: str) -> Release | None:
    """Return the newest release of a status."""
    return office.session.scalar(select(Release).where(Release.status == status).order_by(Release.id.desc()).limit(1))


def wanted_model(office: Office, serving: str) -> str:
    """Return the model file that should serve, by name; `serving` stays if it is none of the releases' family.

    A model trained anew from changed files holds the published sentences itself and is left alone.
    """
    family = {name for row in office.session.execute(select(Release.model, Release.base)) for name in row if name}
    if serving not in family:
        return serving
    published = newest(office, "published")
    if published is not None:
        return published.model
    replaced = office.session.scalar(
        select(Release).where(Release.status == "replaced").order_by(Release.id.asc()).limit(1)
    )
    return replaced.base if replaced is not None else serving


def all_releases(office: Office, most: int = 50) -> list[Release]:
    """Return the releases, the newest first."""
    return list(office.session.scalars(select(Release).order_by(Release.id.desc()).limit(most)))


def candidate_of(office: Office) -> tuple[int, str] | None:
    """Return the release that waits for a decision and the address of its bot, which may have ended by now."""
    release = newest(office, "ready")
    address = str(release.gate.get("address", "")) if release is not None else ""
    return (release.id, address) if release is not None and address else None


def candidate_token(token: str, release: int) -> str:
    """Return the token of a candidate's interface; it follows from the serving bot's."""
    return hmac.new(token.encode(), f"candidate {release}".encode(), hashlib.sha256).hexdigest()


def differences_of(office: Office, release: Release) -> list[ReleaseDifference]:
    """Return the differences of a release, those that are open first."""
    order = (ReleaseDifference.decision != "open", ReleaseDifference.id)
    return list(
        office.session.scalars(
            select(ReleaseDifference).where(ReleaseDifference.release_id == release.id).order_by(*order)
        )
    )
