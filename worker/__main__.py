"""`python -m worker` runs the queue's tasks in this process."""

from knowledge.clock import office_clock
from knowledge.database import connect
from knowledge.logs import start_logging
from knowledge.personal.keys import keyring
from knowledge.settings import settings_or_exit
from knowledge.sms import sms_of
from worker import figures, handovers, lab, personal_data, tasks, visit_reminders
from worker.queue import make_queue
from worker.sending import sending

settings = settings_or_exit()
start_logging(settings)
queue, clock = make_queue(settings), office_clock(settings)
engine = connect(settings.database)
tasks.register(queue, engine, clock)
figures.register(queue, engine, clock)
handovers.register(queue, engine, clock, show_examples=settings.examples_visible)
visit_reminders.register(queue, engine, clock, keyring(settings), sms_of(settings))
personal_data.register(queue, engine, connect(settings.tracker), clock, settings.var_dir / "sms")
with sending(settings, engine, clock), lab.at_the_desk(settings, engine, clock):
    queue.create_consumer(workers=1, periodic=True).run()
