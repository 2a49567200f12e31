"""Progress of applications 办理进度: imported, and told to who has the number and the registered telephone."""
