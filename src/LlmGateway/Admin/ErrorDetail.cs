namespace LlmGateway.Admin;

/// <param name="Code">For programs.</param>
/// <param name="Message">For people: what is wrong and what to do.</param>
/// <param name="Param">The field or parameter that is wrong, or null.</param>
/// <param name="RequestId">The same as in the header X-LlmGateway-Request-Id.</param>
internal sealed record ErrorDetail(string Code, string Message, string? Param, string RequestId);
