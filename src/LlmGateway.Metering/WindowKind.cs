namespace LlmGateway.Metering;

public enum WindowKind
{
    CalendarMonth,
    Rolling30Days,
}
