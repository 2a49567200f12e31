"""`python -m worker` runs the queue's tasks in this process."""

from knowledge.clock import office_clock
from knowledge.database import connect
from knowledge.logs import start_logging
from knowledge.settings import settings_or_exit
from worker.queue import make_queue
from worker.tasks import register

settings = settings_or_exit()
start_logging(settings)
queue = make_queue(settings)
register(queue, connect(settings.database), office_clock(settings))
queue.create_consumer(workers=1, periodic=True).run()
