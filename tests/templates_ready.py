"""Compiles the templates of pages when it is imported: `forked_icm` has it done once for all commands.

What was imported until then stays, and no command looks through it for garbage.
"""

import gc

from orchestration.publication.site import frame

for name in frame._environment().list_templates(extensions=["jinja"]):
    frame._environment().get_template(name)

gc.freeze()
