//! `call [--pages] [--profile NAME] SERVICE OPERATION [JSON]`: makes one call and prints the body as JSON.
//!
//! `AWS_PROFILE`, `AWS_REGION`, `AWS_ENDPOINT_URL` and the like are obeyed. With `--pages` every page is printed, one a line. What an
//! answer holds is printed as it is, secrets too: this is for looking at APIs, not for keeping.

use std::io::{self, Write as _};
use std::process::ExitCode;

use drift_aws::door::{Asking, Doors, Entrance, Manners, Observer};
use drift_core::Value;

#[tokio::main]
async fn main() -> io::Result<ExitCode> {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let pages = arguments.first().is_some_and(|first| first == "--pages");
    if pages {
        arguments.remove(0);
    }
    let mut entrance = Entrance::default();
    if arguments.len() > 2 && arguments.first().is_some_and(|first| first == "--profile") {
        arguments.remove(0);
        entrance.profile = Some(arguments.remove(0));
    }
    let [service, operation, input @ ..] = arguments.as_slice() else {
        writeln!(io::stderr(), "call [--pages] [--profile NAME] SERVICE OPERATION [JSON]")?;
        return Ok(ExitCode::from(2));
    };
    let input = match input.first().map(|json| Value::from_json(json.as_bytes())) {
        None => Value::Null,
        Some(Ok(input)) => input,
        Some(Err(error)) => {
            writeln!(io::stderr(), "the input: {error}")?;
            return Ok(ExitCode::from(2));
        }
    };
    let doors = Doors::new(Manners { observer: observer(), ..Manners::default() });
    let door = match doors.open(&entrance).await {
        Ok(door) => door,
        Err(error) => {
            writeln!(io::stderr(), "{error}")?;
            return Ok(ExitCode::FAILURE);
        }
    };
    let region = door.region().unwrap_or("us-east-1");
    let mut reading = door.pages(Asking::new(region, service, operation).with(input));
    while let Some(page) = reading.next().await {
        match page {
            Ok(page) => writeln!(io::stdout(), "{}", page.to_json())?,
            Err(error) => {
                writeln!(io::stderr(), "{error}")?;
                return Ok(ExitCode::FAILURE);
            }
        }
        if !pages {
            break;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn observer() -> Observer {
    Observer::new(|call| {
        let status =
            call.status.map_or_else(|| "no answer".to_owned(), |status| status.to_string());
        let (took, attempt) = (call.took.as_millis(), call.attempt);
        let line = format!(
            "{}:{} {} attempt {attempt}: {status}, {} bytes in {took} ms",
            call.service, call.operation, call.region, call.bytes
        );
        // Where nobody reads diagnostics, none are missed.
        let _ = writeln!(io::stderr(), "{line}");
    })
}
