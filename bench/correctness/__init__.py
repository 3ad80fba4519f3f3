"""How many orders end wrong under the same faults, in Guichet and in the rivals.

The faults, drawn from a seed and the order's number, so that everybody meets the same bank:

- The bank accepts most payments at once, some after a refusal, and refuses a few for good.
- It sends a message again until it is acknowledged, a quarter of an hour later each time and ROUNDS times at most, some
  twice although it was, and some while another delivery for the order is at work. What has piled up comes in any order.
- At every request to the store or to the mail service the process may die, before or after it took effect, and so it
  may between its last step and its answer; the request or its answer may be lost, and the client tries again as often
  as its settings say (boto3's default five times in all; Guichet's two, and one for a mail).
- Afterwards everything heals, and whoever has something that repairs may run it. Guichet does not ask for the bank's
  books here: what they would bring back besides is not counted for it.
"""
