"""Every trigger of Guichet, by name. In Lambda this module is loaded by the API function only."""

import os

from chalice import Chalice

from chalicelib.api import backoffice, bank, operations, payments

app = Chalice(app_name="guichet", configure_logs=False)
app.register_blueprint(payments.routes)
app.register_blueprint(bank.routes)
app.register_blueprint(backoffice.routes)
app.register_blueprint(operations.routes)

if "AWS_LAMBDA_FUNCTION_NAME" not in os.environ:
    # Packaging needs to know these; in Lambda each of them is loaded alone, and never by the API.
    from chalicelib.events import bounces, outbox, sweep
    from chalicelib.events import operations as operation_events

    app.register_blueprint(bounces.functions)
    app.register_blueprint(operation_events.functions)
    app.register_blueprint(outbox.functions)
    app.register_blueprint(sweep.functions)
