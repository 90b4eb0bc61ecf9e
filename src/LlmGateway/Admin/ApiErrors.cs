namespace LlmGateway.Admin;

/// <summary>Around the admin and quota APIs: gives every answer a request id, and writes every "no" in one shape. Nothing of a failure's inside gets out.</summary>
internal sealed class ApiErrors(RequestDelegate next, TimeProvider time, ILogger<ApiErrors> logger)
{
    public async Task InvokeAsync(HttpContext http)
    {
        AdminCall.GiveRequestId(http, time);
        http.Response.Headers.CacheControl = "no-store";
        try
        {
            await next(http);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            return;
        }
        catch (Exception exception) when (!http.Response.HasStarted)
        {
            await WriteAsync(http, Of(http, exception));
        }

        if (!http.Response.HasStarted && OfStatus(http.Response.StatusCode) is { } refusal) await WriteAsync(http, refusal);
    }

    private AdminRefusedException Of(HttpContext http, Exception exception)
    {
        if (exception is AdminRefusedException refusal) return refusal;
        if (exception is BadHttpRequestException bad) return new(bad.StatusCode, "invalid_request", "The request cannot be read.");
        if (DatabaseFailure.IsDuplicate(exception)) return Refuse.Conflict("Somebody made the same record at this moment.", "id");
        if (DatabaseFailure.IsAbsence(exception))
        {
            Log.DatabaseUnavailable(logger, exception);
            return Refuse.DatabaseUnavailable();
        }

        Log.Failed(logger, http.Request.Method, http.GetEndpoint()?.DisplayName ?? "-", exception);
        return new(StatusCodes.Status500InternalServerError, "internal_error", "The gateway failed to answer this. Its log says why, under this request id.");
    }

    /// <summary>What routing answers without a body.</summary>
    private static AdminRefusedException? OfStatus(int status) => status switch
    {
        StatusCodes.Status404NotFound => Refuse.NotFound("There is no such route. The document at /admin/v1/openapi.json lists them."),
        StatusCodes.Status405MethodNotAllowed => new(status, "invalid_request", "This route does not take this method. The header Allow says which it takes."),
        StatusCodes.Status415UnsupportedMediaType => new(status, "invalid_request", "The body must be JSON: send 'Content-Type: application/json'."),
        >= 400 and < 500 => new(status, "invalid_request", "The request cannot be read."),
        _ => null,
    };

    private static async Task WriteAsync(HttpContext http, AdminRefusedException refusal)
    {
        var response = http.Response;
        response.StatusCode = refusal.Status;
        response.Headers["X-LlmGateway-Error"] = refusal.Code;
        if (refusal.RetryAfter is { } pause) response.Headers.RetryAfter = ((int)Math.Ceiling(pause.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (refusal.Status == StatusCodes.Status401Unauthorized) response.Headers.WWWAuthenticate = "Bearer";
        var error = new ErrorBody(new(refusal.Code, refusal.Message, refusal.Param, AdminCall.RequestIdOf(http)));
        await response.WriteAsJsonAsync(error, AdminJson.Options, http.RequestAborted);
    }
}
