namespace Sinter.Training;

/// <summary>How a task's linear head is found from frozen base features.</summary>
public enum HeadKind
{
    /// <summary>Class means: see <see cref="ClassMeanHead"/>.</summary>
    Mean,

    /// <summary>Logistic regression: see <see cref="LinearProbe"/>.</summary>
    Probe,
}
