<?php
// Start the payment of the order in ORDER_TOKEN. Prints the answer; on a problem, fails with it.

declare(strict_types=1);

class Problem extends Exception
{
    public string $slug;

    public function __construct(array $document)
    {
        parent::__construct("{$document['title']}: {$document['detail']}");
        $this->slug = substr(strrchr($document['type'], ':'), 1);
    }
}

function start(string $api, string $order_token): array
{
    $request = curl_init("$api/payments");
    curl_setopt_array($request, [
        CURLOPT_POSTFIELDS => json_encode(['order_token' => $order_token]),
        CURLOPT_HTTPHEADER => ['Content-Type: application/json'],
        CURLOPT_RETURNTRANSFER => true,
        CURLOPT_TIMEOUT => 20,
    ]);
    $body = curl_exec($request);
    if ($body === false) {
        throw new RuntimeException(curl_error($request));
    }
    $answer = json_decode($body, true, 16, JSON_THROW_ON_ERROR);
    if (curl_getinfo($request, CURLINFO_RESPONSE_CODE) >= 400) {
        throw new Problem($answer);
    }
    return $answer;
}

try {
    $payment = start(getenv('GUICHET_API'), getenv('ORDER_TOKEN'));
} catch (Problem $problem) {
    fwrite(STDERR, $problem->slug === 'order-paid'
        ? "nothing is left to pay: show the order instead\n"
        : $problem->getMessage() . "\n");
    exit(1);
}
echo json_encode($payment, JSON_PRETTY_PRINT | JSON_UNESCAPED_SLASHES), "\n";
