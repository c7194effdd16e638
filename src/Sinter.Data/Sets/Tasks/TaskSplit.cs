namespace Sinter.Data;

/// <summary>The parts of a task.</summary>
public enum TaskSplit
{
    /// <summary>What is learned from.</summary>
    Train,

    /// <summary>What settings are chosen by; never a part of <see cref="Test"/>.</summary>
    Validation,

    /// <summary>What the final figure is measured on.</summary>
    Test,
}
